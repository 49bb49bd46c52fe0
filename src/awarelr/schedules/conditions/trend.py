"""The direction of a series, at the horizon that its noise permits."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import final

from awarelr.core.signals.slope import NO_SLOPE, Slope, slopes_of

__all__ = ["Trend", "trend_of"]

_WINDOWS = (8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256)
_NEEDED = {8: 6.0, 12: 5.0, 16: 4.5}
"""The z that proves a direction in a short window; 4 in a longer one (*ours*: with few values the t is wide)."""
_TELLING = 32
_BEND = 0.65
"""Most resemblance that the longer windows may impose: a bend of the curve looks like resemblance too (*ours*)."""
_CONTRADICTED = 2.0


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """A direction and how far it went.

    Args:
        slope: the fitted line.
        z: its slope over its standard error, the correlation of neighbouring residuals allowed for; 0: no direction.
        change: how far the line goes over its window.
    """

    slope: Slope = NO_SLOPE
    z: float = 0.0
    change: float = 0.0


def trend_of(values: Sequence[float]) -> Trend:
    """Return the direction of ``values``, or a `Trend` without one.

    Windows from 8 to 256 values are asked in turn; the first that is certain speaks, and longer ones as long as
    they agree, unless a shorter one, whose noise would have let it see as steep a slope, does not see it: then the
    direction is over. So a clean series is judged by its last few values, and a noisy one gets the benefit of time. How
    much neighbouring values resemble each other is judged by the longer windows for the shorter ones too.

    Example:
        >>> trend_of([10.0 - 0.5 * i for i in range(20)]).z < -6
        True
        >>> trend_of([1.0, 3.0] * 10).z
        0.0

    Source: *ours*; the test of a single window is that of `Slope`.
    """
    lines = slopes_of(values, _WINDOWS) if values else []
    echo = min(max((each.echo for each in lines if each.count >= _TELLING), default=0.0), _BEND)
    lines = [replace(each, echo=max(each.echo, echo)) for each in lines]
    found = Trend()
    for index, line in enumerate(lines):
        z = line.z if line.error <= 0.0 else line.slope / line.width
        if abs(z) <= _NEEDED.get(line.count, 4.0):
            if found.z:
                break
            continue
        if (found.z and found.z * z < 0.0) or any(_contradicts(each, line) for each in lines[:index]):
            break
        found = Trend(slope=line, z=z, change=line.slope * (line.count - 1))
    return found


def _contradicts(shorter: Slope, longer: Slope) -> bool:
    """True if the shorter window would have seen the longer one's slope and does not."""
    behind = (longer.slope - shorter.slope) * math.copysign(1.0, longer.slope)
    return behind > _CONTRADICTED * shorter.width
