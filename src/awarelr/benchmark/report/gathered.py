"""What a report is made from: the score, the runs behind it, and how it came about."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from typing import final

from awarelr.benchmark.plan import Plan
from awarelr.benchmark.record import Record
from awarelr.benchmark.score.judge import judge
from awarelr.benchmark.score.sheet import Sheet
from awarelr.benchmark.score.shelf import Shelf

__all__ = ["Gathered", "gather"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A scored benchmark with its runs; `Sheet` is the score alone.

    Args:
        sheet: the score.
        runs: the newest record of every cell that is recorded, in the plan's order.
        lr_free: names of those contestants that take no LR.
        made: when the report is made, UTC, ISO 8601.
        command: what a reader types to make it again.
        version: of awarelr.
    """

    sheet: Sheet
    runs: tuple[Record, ...]
    lr_free: frozenset[str]
    made: str
    command: str
    version: str


def gather(plan: Plan, records: Iterable[Record], *, made: str, command: str) -> Gathered:
    """Score a benchmark and keep the runs.

    Args:
        plan: what was asked.
        records: what is recorded, of this benchmark or of others.
        made: when the report is made, UTC, ISO 8601.
        command: what a reader types to make it again.
    """
    known = list(records)
    shelf = Shelf(known)
    return Gathered(
        sheet=judge(plan, known),
        runs=tuple(shelf[cell] for cell in plan.cells if cell in shelf),
        lr_free=plan.field.lr_free,
        made=made,
        command=command,
        version=version("awarelr"),
    )
