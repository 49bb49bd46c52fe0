"""From options to a plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, final

if TYPE_CHECKING:
    from awarelr.benchmark.plan import Plan

__all__ = ["Options", "plan_of"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What of the benchmark a user asks for; None or an empty list means everything.

    Args:
        tasks: names of tasks.
        baselines: names of contestants.
        protocols: names of protocols.
        scale: name of the scale.
        seeds: how many seeds.
        filters: patterns of labels.
    """

    tasks: Sequence[str] | None
    baselines: Sequence[str] | None
    protocols: Sequence[str] | None
    scale: str
    seeds: int | None
    filters: Sequence[str] | None = None


def plan_of(options: Options) -> "Plan":
    """Work out the plan."""
    from awarelr.benchmark.plan import Selection, make_plan  # noqa: PLC0415 - heavy, for these commands only

    return make_plan(
        Selection(
            tasks=tuple(options.tasks or ()),
            baselines=tuple(options.baselines or ()),
            protocols=tuple(options.protocols or ()),
            scale=options.scale,
            seeds=tuple(range(options.seeds)) if options.seeds else (),
            filters=tuple(options.filters or ()),
        )
    )
