"""What an LR must be to start from, and how settings are checked."""

import math
from collections.abc import Callable, Mapping

from awarelr.constraints import Constraint, Interval, check_all, plain, settle
from awarelr.errors import SettingError

__all__ = ["check_settings", "checked_start", "crossed"]

_START = Interval(low=0.0, low_open=True, unit="LR", remedy="0.001 is a usual value with Adam, 0.1 with SGD.")


def check_settings(schedule: object, constraints: Mapping[str, Constraint], *more: Callable[[], str | None]) -> None:
    """Raise one `SettingError` that lists every fault; scalars of NumPy's become Python's own.

    Args:
        schedule: the record whose fields are checked, in its constructor.
        constraints: field to constraint.
        more: words a complaint about fields taken together, or None; asked only where every single field is fine.
    """
    settle(schedule, constraints)
    complaints = [constraint.complaint(name, getattr(schedule, name)) for name, constraint in constraints.items()]
    check_all(complaints if any(complaints) else [each() for each in more])


def checked_start(lr: float, low: float = 0.0, high: float = math.inf) -> float:
    """Return ``lr`` as a number of Python's own.

    Args:
        lr: the starting LR.
        low: a floor of the schedule; an LR below it could only be raised.
        high: a ceiling of the schedule; an LR above it could only be lowered.

    Raises:
        SettingError: ``lr`` cannot be a starting LR.
    """
    lr = plain(lr)
    complaint = _START.complaint("lr", lr)
    if complaint is None and not low <= lr <= high:
        complaint = (
            f"lr must be within lr_min and lr_max ({low:g} to {high:g}), got {lr!r}. "
            f"A bound that shuts out the starting LR lets it move one way only: widen the bound or change the LR."
        )
    if complaint is not None:
        raise SettingError(complaint)
    return lr


def crossed(lr_min: float, lr_max: float) -> str | None:
    """Word that two bounds of the LR are crossed, or return None if they are not."""
    if lr_max > lr_min:
        return None
    return f"lr_max must be above lr_min ({lr_min:g}), got {lr_max!r}. Swap or widen them."
