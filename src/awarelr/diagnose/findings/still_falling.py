"""Whether a loss that looks flat on a linear axis still falls on a logarithmic one."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

from awarelr.core.signals.slope import slope_of
from awarelr.diagnose.words import measured

__all__ = ["LogFall", "log_fall"]

_BLOCKS = 12
"""Medians through which the line is laid (*ours*: enough for a slope, wide enough to calm heavy tails)."""
_LEAST = 4 * _BLOCKS
_T, _LATE_T = -4.0, -1.0
_SHARES = {0.5: 0.1, 0.75: 0.3}
"""Share of the run, up to its end, to the share of the loss that must have gone in it; less is a floor that is being
approached, and a noisy fall needs the longer share (*ours*)."""
_STILL = 0.3
"""Least share of the slope that must be left in the last third (*ours*): a shorter rest is no plateau yet."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class LogFall:
    """A fall of the logarithm.

    Args:
        t: slope over its standard error.
        factor: the loss at the end over the loss at its beginning.
        first: index of the value at which it begins.
    """

    t: float
    factor: float
    first: int


def log_fall(values: Sequence[float]) -> LogFall | None:
    """Return the fall of the latter half or three quarters on a logarithmic axis.

    None if there is none, or any value there is not above 0.

    A power law, and noise that multiplies, look flat beside their own beginning long before they are.

    Example:
        >>> fall = log_fall([100.0 / (1.0 + t) for t in range(400)])
        >>> fall is not None and round(fall.factor, 1)
        0.5
        >>> log_fall([1.0 + 0.9**t for t in range(400)]) is None
        True

    Source: *ours*; the test of the line is that of `awarelr.core.signals.slope`.
    """
    if len(values) < _LEAST:
        return None
    return next(filter(None, (_fall_since(values, share, least) for share, least in _SHARES.items())), None)


def _fall_since(values: Sequence[float], share: float, least: float) -> LogFall | None:
    first = int(len(values) * (1.0 - share))
    late = values[first:]
    if min(late) <= 0.0:
        return None
    logs = [math.log(each) for each in late]
    edges = [round(index * len(logs) / _BLOCKS) for index in range(_BLOCKS + 1)]
    middles = [statistics.median(logs[edges[index] : edges[index + 1]]) for index in range(_BLOCKS)]
    whole, last = slope_of(middles), slope_of(middles[_BLOCKS // 3 :])
    fall = -whole.slope * _BLOCKS
    if whole.z > _T or last.z > _LATE_T or fall < least or last.slope > _STILL * whole.slope:
        return None
    return LogFall(t=measured(whole.z), factor=math.exp(-fall), first=first)
