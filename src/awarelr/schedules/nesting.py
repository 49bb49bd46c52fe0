"""The schedules inside wrappers, which are those that decide in the end."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from awarelr.schedules.aware import Aware
from awarelr.schedules.bounded import Bounded
from awarelr.schedules.chain import Chain
from awarelr.schedules.warmup import Warmup
from awarelr.schedules.wrapping import Inner

__all__ = ["innermost", "may_restore", "watching"]


def innermost(schedule: Inner) -> Iterator[Any]:
    """Yield every schedule that wraps none, in order; of one that wraps nothing, itself.

    Example:
        >>> from awarelr.schedules import Constant, Stage
        >>> [each.name for each in innermost(Chain((Stage(Constant(), steps=9), Stage(Bounded(Aware())))))]
        ['constant', 'aware']
    """
    match schedule:
        case Warmup() | Bounded():
            yield from innermost(schedule.inner)
        case Chain():
            for stage in schedule.stages:
                yield from innermost(stage.schedule)
        case _:
            yield schedule


def may_restore(schedule: Inner, lr: float) -> bool:
    """Return True if a schedule may ask for a rollback, now or once the one inside that does is in charge.

    Args:
        schedule: any schedule.
        lr: LR that it starts from.
    """
    match schedule:
        case Warmup() | Bounded():
            return may_restore(schedule.inner, lr)
        case Chain():
            return any(may_restore(stage.schedule, stage.factor * lr) for stage in schedule.stages)
        case _:
            return schedule.snapshot_due(schedule.init(lr))


def watching(schedule: Inner) -> Inner:
    """Return the same for a training that it may only watch: nothing inside waits for a rollback that nobody makes."""
    match schedule:
        case Aware():
            return schedule.watching()
        case Warmup() | Bounded():
            return replace(schedule, inner=watching(schedule.inner))
        case Chain():
            stages = (replace(stage, schedule=watching(stage.schedule)) for stage in schedule.stages)
            return replace(schedule, stages=tuple(stages))
        case _:
            return schedule
