"""A curve of any length in a few hundred points."""

import math
from collections.abc import Sequence
from typing import final

__all__ = ["MOST", "Trace"]

MOST = 512
"""Points kept (*ours*: more than a wide terminal has columns of dots); beyond, neighbours become their mean."""


@final
class Trace:
    """Geometric means of neighbouring values, so that they draw on a logarithmic axis as they are.

    `awarelr.diagnose.track.Track` is the sibling that keeps arithmetic means and knows its rows.

    Args:
        most: points kept; even and at least 2.

    Example:
        >>> trace = Trace(most=4)
        >>> trace.extend([1.0, 100.0, 10.0, 10.0, 10.0, 0.0])
        >>> [round(each, 6) for each in trace.values()], trace.count
        ([10.0, 10.0, 10.0], 6)
    """

    def __init__(self, most: int = MOST) -> None:
        """Start empty."""
        self.count = 0
        """Values taken in."""
        self._most = most
        self._each = 1
        self._logs: list[float] = []
        self._sum, self._good, self._open = 0.0, 0, 0

    def extend(self, values: Sequence[float]) -> None:
        """Take in the next values; what is no finite number above 0 leaves a gap, unless a neighbour fills it."""
        begin = 0
        while begin < len(values):
            part = values[begin : begin + self._each - self._open]
            begin += len(part)
            good = [math.log10(value) for value in part if 0.0 < value < math.inf]
            self._sum += sum(good)
            self._good += len(good)
            self._open += len(part)
            self.count += len(part)
            if self._open == self._each and len(self._logs) == self._most:
                self._halve()
            elif self._open == self._each:
                self._close()

    def values(self) -> list[float]:
        """Return the points, NaN where there is a gap."""
        last = [self._sum / self._good] if self._good else []
        return [10.0**each for each in (*self._logs, *last)]

    def _close(self) -> None:
        self._logs.append(self._sum / self._good if self._good else math.nan)
        self._sum, self._good, self._open = 0.0, 0, 0

    def _halve(self) -> None:
        """Make two points one; the values still open stay so."""
        pairs = zip(self._logs[0::2], self._logs[1::2], strict=True)
        self._logs = [_mean(one, other) for one, other in pairs]
        self._each *= 2


def _mean(one: float, other: float) -> float:
    if math.isnan(one):
        return other
    return one if math.isnan(other) else 0.5 * (one + other)
