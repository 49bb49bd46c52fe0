"""Slope of a least-squares line through the last values, beside its standard error."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

__all__ = ["NO_SLOPE", "Slope", "slope_of"]

_LEAST = 3
"""Values through which a line still leaves something over to measure the noise by."""
_CERTAIN = 1e6
"""The z of a line without any noise."""
_ROUNDING = 1e-13
"""Residuals below this share of the values are rounding, not noise."""


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

    Source: the variance of the slope of a least-squares line is ``12 s^2 / (n^3 - n)``; the test is used alike in
        dlib's ``running_gradient``.
    """

    count: int = 0
    slope: float = 0.0
    error: float = 0.0
    noise: float = 0.0

    @property
    def z(self) -> float:
        """Slope over its standard error: a t-statistic; 0 while there are too few values."""
        if self.count < _LEAST or self.slope == 0.0:
            return 0.0
        if self.error <= 0.0:
            return math.copysign(_CERTAIN, self.slope)
        return min(max(self.slope / self.error, -_CERTAIN), _CERTAIN)


NO_SLOPE = Slope()


def slope_of(values: Sequence[float]) -> Slope:
    """Fit a line through finite ``values`` in their order; neither their offset nor their scale changes the z.

    Example:
        >>> round(slope_of((3.0, 2.1, 0.9, 0.1)).z, 1)
        -21.6
        >>> slope_of((1003.0, 1002.0, 1001.0)).slope
        -1.0
    """
    count = len(values)
    if count < _LEAST:
        return Slope(count=count)
    first = values[0]
    unit = max(abs(each - first) for each in values)
    if unit == 0.0:
        return Slope(count=count)
    middle = 0.5 * (count - 1)
    centred = [(each - first) / unit for each in values]
    mean = sum(centred) / count
    spread = count * (count * count - 1) / 12.0
    slope = sum((index - middle) * each for index, each in enumerate(centred)) / spread
    squares = sum((each - mean - slope * (index - middle)) ** 2 for index, each in enumerate(centred))
    noise = math.sqrt(squares / (count - 2))
    if noise < _ROUNDING * max(1.0, abs(first) / unit):
        noise = 0.0
    return Slope(count=count, slope=slope * unit, error=noise / math.sqrt(spread) * unit, noise=noise * unit)
