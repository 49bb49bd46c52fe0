"""Axes: what they span, where a value lies on them, and which values are written beside them."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import final

from awarelr.render.phrases import number

__all__ = ["Axis", "Tick", "axis_of", "step_ticks"]

_RARE = 40
"""One value in so many may lie beyond an end of the axis (*ours*)."""
_LEAST = 0.3
"""Least span of a log axis, a factor of two (*ours*)."""
_DIGITS = ((1.0,), (1.0, 3.0), (1.0, 2.0, 5.0), (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0))
_ENOUGH = 3
_MOST = 8


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A label, and its place from 0 (bottom, left) to 1."""

    at: float
    text: str


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """An upright axis.

    Args:
        low: value at the bottom; its log10 if logarithmic.
        high: likewise at the top.
        logarithmic: False where a value is not above 0.
        beyond: values above the top.
        highest: the largest value.
    """

    low: float
    high: float
    logarithmic: bool
    beyond: int = 0
    highest: float = 0.0

    def at(self, value: float) -> float:
        """Return the place of a value, from 0 to 1; what lies beyond an end is put there."""
        if self.logarithmic:
            value = math.log10(value) if value > 0.0 else self.low
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)

    def ticks(self) -> list[Tick]:
        """Return round values, few enough to be read."""
        if not self.logarithmic:
            return [Tick(at=self.at(value), text=number(value)) for value in _round_values(self.low, self.high, 5)]
        found: list[float] = []
        for digits in _DIGITS:
            exponents = range(math.floor(self.low) - 1, math.ceil(self.high) + 1)
            logs = sorted(math.log10(digit) + exponent for exponent in exponents for digit in digits)
            found = [log for log in logs if self.low <= log <= self.high]
            if len(found) >= _ENOUGH:
                break
        found = found[:: math.ceil(len(found) / _MOST)] if found else []
        return [Tick(at=self.at(10.0**log), text=number(10.0**log)) for log in found]


def axis_of(values: Iterable[float], reach: float) -> Axis:
    """Return the axis for some values; it is logarithmic unless one of them is below 0.

    Rare values far beyond the rest do not squeeze it: they are drawn at its end, and counted.

    Args:
        values: the values; what is not finite is left out.
        reach: how far the axis follows rare values, as a share of the span of the common ones.
    """
    given = [value for value in values if math.isfinite(value)]
    logarithmic = not any(value < 0.0 for value in given)
    scaled = sorted(math.log10(value) if logarithmic else value for value in given if value > 0.0 or not logarithmic)
    if not scaled:
        return Axis(low=-1.0, high=0.0, logarithmic=logarithmic)
    common_low, common_high = scaled[len(scaled) // _RARE], scaled[-1 - len(scaled) // _RARE]
    margin = reach * max(common_high - common_low, _LEAST)
    low, high = max(scaled[0], common_low - margin), min(scaled[-1], common_high + margin)
    beyond = sum(value > high for value in scaled)
    least = _LEAST if logarithmic else 1e-9 + abs(high) * 0.1
    if high - low < least:
        low, high = (low + high - least) / 2.0, (low + high + least) / 2.0
    pad = 0.03 * (high - low)
    return Axis(low=low - pad, high=high + pad, logarithmic=logarithmic, beyond=beyond, highest=max(given))


def step_ticks(first: int, last: int, most: int) -> list[Tick]:
    """Return round steps within a run, their places in percent of its width as `Tick.at` from 0 to 1."""
    span = last - first + 1
    values = sorted({int(value) for value in _round_values(float(first), float(last), most)} - {0})
    return [Tick(at=(value - first + 0.5) / span, text=f"{value:,}") for value in values]


def _round_values(low: float, high: float, most: int) -> list[float]:
    if high <= low:
        return [low]
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * digit for digit in (1.0, 2.0, 5.0, 10.0) if power * digit >= rough)
    return [step * count for count in range(math.ceil(low / step), math.floor(high / step) + 1)]
