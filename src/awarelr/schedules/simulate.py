"""What a schedule would decide, without any model."""

from collections.abc import Iterable
from typing import Any, SupportsFloat, SupportsIndex

from awarelr.constraints import Interval, check_all, plain
from awarelr.core.decision import Decision
from awarelr.core.reading import Reading
from awarelr.core.schedule import Schedule
from awarelr.errors import SettingError
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
        SettingError: ``lr0`` cannot be a starting LR, the schedule is none, the number of steps is negative, or a
            loss is no number.

    Example:
        >>> from awarelr.schedules import ReduceOnPlateau
        >>> [each.written_lr for each in simulate(ReduceOnPlateau(patience=1), 1.0, [3.0, 2.0, 2.0, 2.0])]
        [1.0, 1.0, 1.0, 0.1]

    Source: *ours*.
    """
    schedule = chosen(schedule)
    state = schedule.init(lr0)
    decisions = []
    for t, given in enumerate(_series(readings), start=1):
        state, decision = schedule.step(state, _reading(t, given))
        decisions.append(decision)
    return decisions


def _series(readings: object) -> Iterable[Any]:
    """Return one entry a step."""
    if isinstance(readings, Iterable) and not isinstance(readings, (str, bytes)):
        return readings
    steps = int(readings) if isinstance(readings, SupportsIndex) and not isinstance(readings, bool) else readings
    check_all([_STEPS.complaint("readings", steps)])
    return [None] * steps  # type: ignore[operator] # a whole number, as just checked


def _reading(t: int, given: object) -> Reading:
    """Return the reading that an entry stands for; a number of NumPy's or a framework's becomes Python's own."""
    if isinstance(given, Reading):
        return given
    given = plain(given)
    if given is None or isinstance(given, (int, float)):
        return Reading(t=t, loss=given)
    if not isinstance(given, SupportsFloat):
        message = (
            f"readings[{t - 1}] must be a Reading, a number or None, got {given!r}. Give None where there is no loss."
        )
        raise SettingError(message)
    return Reading(t=t, loss=float(given))
