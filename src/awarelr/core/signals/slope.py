"""Slope of a least-squares line through the last values, beside its standard error."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import mul, sub
from typing import final

__all__ = ["NO_SLOPE", "Slope", "slope_of", "slopes_of"]

_LEAST = 3
"""Values through which a line still leaves something over to measure the noise by."""
_CERTAIN = 1e6
"""The z of a line without any noise."""
_ROUNDING = 1e-13
"""Residuals below this share of the values are rounding, not noise."""

_TRIFLE = 1e-6


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Slope:
    """A fitted slope.

    For two windows compared use `contrast`; this one looks inside a single window and needs no past.

    Args:
        count: values behind it.
        slope: change of the value per reading.
        error: standard error of ``slope``.
        noise: standard deviation of the residuals, in the unit of the values.
        echo: correlation of neighbouring residuals.

    Source: the variance of the slope of a least-squares line is ``12 s^2 / (n^3 - n)``; the test is used alike in
        dlib's ``running_gradient``.
    """

    count: int = 0
    slope: float = 0.0
    error: float = 0.0
    noise: float = 0.0
    echo: float = 0.0

    @property
    def z(self) -> float:
        """Slope over its standard error: a t-statistic; 0 while there are too few values."""
        if self.count < _LEAST or self.slope == 0.0:
            return 0.0
        if self.error <= 0.0:
            return math.copysign(_CERTAIN, self.slope)
        return min(max(self.slope / self.error, -_CERTAIN), _CERTAIN)

    @property
    def width(self) -> float:
        """Standard error of the slope, the correlation of neighbouring residuals allowed for."""
        echo = min(max(self.echo, 0.0), 0.9)
        return self.error * math.sqrt((1.0 + echo) / (1.0 - echo))


NO_SLOPE = Slope()


def slope_of(values: Sequence[float]) -> Slope:
    """Fit a line through finite ``values`` in their order; neither their offset nor their scale changes the z.

    Example:
        >>> round(slope_of((3.0, 2.1, 0.9, 0.1)).z, 1)
        -19.1
        >>> slope_of((1003.0, 1002.0, 1001.0)).slope
        -1.0
    """
    count = len(values)
    if count < _LEAST:
        return Slope(count=count)
    first = values[0]
    unit = max(max(values) - first, first - min(values))
    if unit == 0.0:
        return Slope(count=count)
    centred = [(each - first) / unit for each in values]
    mean = sum(centred) / count
    spread = count * (count * count - 1) / 12.0
    slope = (sum(map(mul, range(count), centred)) - 0.5 * (count - 1) * count * mean) / spread
    start = mean - slope * 0.5 * (count - 1)
    rest = [each - start - slope * index for index, each in enumerate(centred)]
    squares = sum(map(mul, rest, rest))
    noise = math.sqrt(squares / (count - 2))
    if noise < _ROUNDING * max(1.0, abs(first) / unit):
        return Slope(count=count, slope=slope * unit)
    return Slope(
        count=count,
        slope=slope * unit,
        error=noise / math.sqrt(spread) * unit,
        noise=noise * unit,
        echo=sum(map(mul, rest, rest[1:])) / squares,
    )


def slopes_of(values: Sequence[float], lengths: Sequence[int]) -> list[Slope]:
    """Fit a line through the last ``length`` values for every length that there are values for, in one pass.

    As `slope_of` for each, but noise below a millionth of the whole spread counts as none.

    Example:
        >>> [round(each.slope, 3) for each in slopes_of((5.0, 5.0, 3.0, 2.0, 1.0), (3, 5))]
        [-1.0, -1.1]
    """
    last = values[-1]
    unit = max(max(values) - last, last - min(values))
    lengths = [each for each in lengths if _LEAST <= each <= len(values)]
    if unit == 0.0:
        return [Slope(count=each) for each in lengths]
    back = [(each - last) / unit for each in reversed(values)]
    steps = list(map(sub, back[1:], back))
    sums = list(accumulate(back))
    moments = list(accumulate(map(mul, range(len(back)), back)))
    squares = list(accumulate(map(mul, back, back)))
    jumps = list(accumulate(map(mul, steps, steps)))
    slopes = []
    for count in lengths:
        total, spread = sums[count - 1], count * (count * count - 1) / 12.0
        slope = (moments[count - 1] - 0.5 * (count - 1) * total) / spread
        rest = squares[count - 1] - total * total / count - slope * slope * spread
        noise = math.sqrt(max(rest, 0.0) / (count - 2))
        if noise < _TRIFLE:
            slope = slope if abs(slope) * count > _TRIFLE else 0.0
            slopes.append(Slope(count=count, slope=-slope * unit))
            continue
        bends = jumps[count - 2] - 2.0 * slope * back[count - 1] + (count - 1) * slope * slope
        echo = 1.0 - 0.5 * bends / rest
        error = noise / math.sqrt(spread)
        slopes.append(Slope(count=count, slope=-slope * unit, error=error * unit, noise=noise * unit, echo=echo))
    return slopes
