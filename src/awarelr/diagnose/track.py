"""One column of a log in bounded memory."""

import math
from array import array
from collections.abc import Iterator
from typing import final

__all__ = ["MOST", "Track"]

MOST = 16384
"""Points that a column keeps (*ours*); beyond, neighbours are replaced by their mean, as often as needed."""


@final
class Track:
    """The values of a column with the row that each stands in.

    Args:
        most: points kept; even and at least 2.

    Example:
        >>> track = Track(most=4)
        >>> for row in range(6):
        ...     track.add(row, float(row))
        >>> list(track.points()), list(track.firsts()), track.each
        ([(0, 0.5), (2, 2.5), (4, 4.5)], [(0, 0.0), (2, 2.0), (4, 4.0)], 2)
    """

    def __init__(self, most: int = MOST) -> None:
        self.count = 0
        self.bad = 0
        self.each = 1
        self._most = most
        self._rows = array("q")
        self._firsts = array("d")
        self._means = array("d")
        self._open: list[float] = []
        self._open_row = 0

    def add(self, row: int, value: float) -> None:
        """Take in the value of a row; rows come in order."""
        self.count += 1
        if value - value != 0.0:
            self.bad += 1
        if not self._open:
            if len(self._rows) == self._most:
                self._halve()
            self._open_row = row
        self._open.append(value)
        if len(self._open) == self.each:
            self._rows.append(self._open_row)
            self._firsts.append(self._open[0])
            self._means.append(value if self.each == 1 else _mean(self._open))
            self._open = []

    def points(self) -> Iterator[tuple[int, float]]:
        """Yield row and mean of ``each`` values in a row; not finite only where none of them is."""
        yield from zip(self._rows, self._means, strict=True)
        if self._open:
            yield self._open_row, _mean(self._open)

    def firsts(self) -> Iterator[tuple[int, float]]:
        """Yield row and first of the same values: what a position on an axis must be."""
        yield from zip(self._rows, self._firsts, strict=True)
        if self._open:
            yield self._open_row, self._open[0]

    def _halve(self) -> None:
        pairs = zip(self._means[0::2], self._means[1::2], strict=True)
        self._means = array("d", [_mean(list(pair)) for pair in pairs])
        self._rows, self._firsts = self._rows[0::2], self._firsts[0::2]
        self.each *= 2


def _mean(values: list[float]) -> float:
    total = sum(values)
    if math.isfinite(total):
        return total / len(values)
    finite = [each for each in values if math.isfinite(each)]
    if not finite:
        return values[0]
    return math.fsum(each / len(finite) for each in finite)
