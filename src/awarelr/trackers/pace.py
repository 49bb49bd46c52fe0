"""How often a tracker is told numbers."""

from awarelr.constraints import Interval, check_all, plain

__all__ = ["checked_pace"]

_EVERY = Interval(low=1, integer=True, unit="steps", remedy="The default is 10; 1 shows every step.")


def checked_pace(every: int) -> int:
    """Return the steps between two points.

    Raises:
        SettingError: it is no whole number from 1.
    """
    check_all([_EVERY.complaint("every", every)])
    return plain(every)
