"""The schedules inside wrappers, which are those that decide in the end."""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from awarelr.schedules.aware import Aware
from awarelr.schedules.bounded import Bounded
from awarelr.schedules.chain import Chain
from awarelr.schedules.warmup import Warmup
from awarelr.schedules.wrapping import Inner

__all__ = ["ceiling", "innermost", "may_restore", "watching"]


def innermost(schedule: Inner, lr: float = 1.0) -> Iterator[tuple[Any, float]]:
    """Yield every schedule that wraps none, in order, and the LR that it starts from.

    Args:
        schedule: any schedule.
        lr: LR that it starts from.

    Example:
        >>> from awarelr.schedules import Constant, Stage
        >>> chain = Chain((Stage(Constant(), steps=9, factor=0.5), Stage(Bounded(Aware()))))
        >>> [(each.name, lr) for each, lr in innermost(chain)]
        [('constant', 0.5), ('aware', 1.0)]
    """
    match schedule:
        case Warmup() | Bounded():
            yield from innermost(schedule.inner, lr)
        case Chain():
            for stage in schedule.stages:
                yield from innermost(stage.schedule, stage.factor * lr)
        case _:
            yield schedule, lr


def ceiling(schedule: Inner) -> float:
    """Return the LR that a schedule may never exceed, infinite where there is no such bound.

    Args:
        schedule: any schedule.

    Example:
        >>> ceiling(Bounded(Aware(), lr_max=0.1))
        0.1
    """
    match schedule:
        case Aware():
            return schedule.settings.max_lr
        case Bounded():
            return min(schedule.lr_max, ceiling(schedule.inner))
        case Warmup():
            return ceiling(schedule.inner)
        case Chain():
            return max(ceiling(stage.schedule) for stage in schedule.stages)
        case _:
            return math.inf


def may_restore(schedule: Inner, lr: float) -> bool:
    """Return True if a schedule may ask for a rollback, now or once the one inside that does is in charge.

    Args:
        schedule: any schedule.
        lr: LR that it starts from.
    """
    return any(each.snapshot_due(each.init(first)) for each, first in innermost(schedule, lr))


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
