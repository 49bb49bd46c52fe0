"""What a schedule would decide, without any model."""

from collections.abc import Iterable
from typing import Any

from awarelr.constraints import Interval, check_all
from awarelr.core.decision import Decision
from awarelr.core.reading import Reading
from awarelr.core.schedule import Schedule
from awarelr.schedules.registry import chosen

__all__ = ["simulate"]

_STEPS = Interval(low=0, integer=True, unit="steps", remedy="Give losses, readings, or how many steps.")


def simulate(
    schedule: Schedule[Any] | str, lr0: float, readings: Iterable[Reading | float | None] | int
) -> list[Decision]:
    """Return the decisions of a schedule on a given series of readings.

    The first step runs at ``schedule.init(lr0).written_lr``, which is ``lr_before`` of the first decision; each
    decision's ``written_lr`` is the LR of the step after it. For a live training use an adapter, such as
    ``awarelr.torch``.

    Args:
        schedule: any scheduler, or the name of one that needs no settings.
        lr0: the LR given.
        readings: readings, or their losses (None: no loss), or just how many steps without any loss.

    Raises:
        SettingError: ``lr0`` cannot be a starting LR, the schedule is none, or the number of steps is negative.

    Example:
        >>> from awarelr.schedules import ReduceOnPlateau
        >>> [each.written_lr for each in simulate(ReduceOnPlateau(patience=1), 1.0, [3.0, 2.0, 2.0, 2.0])]
        [1.0, 1.0, 1.0, 0.1]

    Source: *ours*.
    """
    schedule = chosen(schedule)
    if isinstance(readings, int):
        check_all([_STEPS.complaint("readings", readings)])
    state = schedule.init(lr0)
    decisions = []
    for t, given in enumerate([None] * readings if isinstance(readings, int) else readings, start=1):
        reading = given if isinstance(given, Reading) else Reading(t=t, loss=given)
        state, decision = schedule.step(state, reading)
        decisions.append(decision)
    return decisions
