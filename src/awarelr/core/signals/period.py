"""Whether a series swings to and fro regularly, and how."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul
from typing import final

__all__ = ["Swing", "swing_of"]

_LEAST = 24
"""Values below which a regular swing cannot be told from noise (*ours*)."""
_PERIODS = 2.4
"""Periods that must have been seen."""
_AGAIN, _AGAIN_EARLY = 0.6, 0.7
"""Least correlation of the series with itself one period later: from four periods on, and before (*ours*)."""
_OPPOSED = -0.5
"""Greatest correlation half a period later."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """A regular swing.

    Args:
        period: readings.
        low: lower bound, in the unit of the values.
        high: upper bound.
        again: correlation with itself one period later.
    """

    period: int
    low: float
    high: float
    again: float


def swing_of(values: Sequence[float]) -> Swing | None:
    """Return the regular swing of ``values`` around their line, or None.

    The spacing of the crossings proposes a period, the autocorrelation at one and at half a period confirms it.

    Example:
        >>> swing = swing_of([0.2, 0.5] * 12)
        >>> (swing.period, swing.low, swing.high)
        (2, 0.2, 0.5)

    Source: the autocorrelation as a test of periods is textbook; the thresholds are *ours*.
    """
    count = len(values)
    if count < _LEAST:
        return None
    middle = 0.5 * (count - 1)
    unit = max(values) - min(values)
    if unit <= 0.0:
        return None
    mean = sum(each / count for each in values)
    level = [(each - mean) / unit for each in values]
    slope = math.fsum(map(mul, range(count), level)) * 12.0 / (count * (count * count - 1))
    rest = [each - slope * (index - middle) for index, each in enumerate(level)]
    power = sum(map(mul, rest, rest)) / count
    if power <= 1e-20:  # noqa: PLR2004 - rounding of a straight line
        return None
    proposal = _proposed(rest, 0.5 * math.sqrt(power))
    best = None
    for period in range(max(2, math.floor(0.85 * proposal)), math.ceil(1.15 * proposal) + 1):
        if count < _PERIODS * period:
            break
        again = _correlation(rest, period, power)
        needed = _AGAIN if count >= 4 * period else _AGAIN_EARLY
        if again > needed and _opposed(rest, period, power) < _OPPOSED and (best is None or again > best.again):
            last = values[-max(period, 2) :]
            best = Swing(period=period, low=min(last), high=max(last), again=again)
    return best


def _proposed(rest: Sequence[float], gate: float) -> float:
    """Return twice the mean spacing of crossings from beyond one gate to beyond the other; infinite without any."""
    side, first, last, crossings = 0, 0, 0, 0
    for index, each in enumerate(rest):
        now = 1 if each > gate else -1 if each < -gate else side
        if side not in (0, now):
            first = first or index
            last = index
            crossings += 1
        side = now
    return 2.0 * (last - first) / (crossings - 1) if crossings > 2 else 1e9  # noqa: PLR2004 - two spacings at least


def _correlation(rest: Sequence[float], lag: int, power: float) -> float:
    return math.fsum(map(mul, rest, rest[lag:])) / ((len(rest) - lag) * power)


def _opposed(rest: Sequence[float], period: int, power: float) -> float:
    low = _correlation(rest, period // 2, power)
    return min(low, _correlation(rest, (period + 1) // 2, power)) if period % 2 else low
