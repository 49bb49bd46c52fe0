"""What the entries of sparse columns add up to, gathered chunk by chunk at the price of the entries."""

from typing import Any, final

import numpy as np

from awarelr.linear.arrays import Array

__all__ = ["Entries"]

_ENOUGH = 64
"""Rows that show whether a column is often 0 (*ours*)."""
_OFTEN = 0.5


@final
class Entries:
    """Sums over the entries of sparse rows; `awarelr.linear.moments.Moments` makes moments of them.

    Sums are taken about an entry of the column, not about 0, where a column far away would lose its spread to rounding.
    Rows without an entry are never visited. A column that is 0 in half of 64 rows or more is given up: it cannot lie
    far from 0, and in text there is hardly another.

    Args:
        columns: number of columns.

    Attributes:
        rows: rows so far.
        weight: sum of their weights.
        largest: largest absolute entry of each column.
        given_up: True for each column of which nothing else is known.
        about: what is subtracted from each entry before it is summed.
        count: entries of each column.
        held: sum of the weights of their rows.
        total: weighted sum of the entries about ``about``.
        square: weighted sum of their squares.
        low: least entry of each column.
        high: greatest entry of each column.

    Source: sums about a value near the mean are textbook; that the first entry is such a value, *ours*.
    """

    def __init__(self, columns: int) -> None:
        """Start with nothing."""
        self.rows, self.weight = 0, 0.0
        self.largest, self.given_up = np.zeros(columns), np.zeros(columns, dtype=np.bool_)
        self.about, self.count = np.zeros(columns), np.zeros(columns, dtype=np.intp)
        self.held, self.total, self.square = np.zeros(columns), np.zeros(columns), np.zeros(columns)
        self.low, self.high = np.full(columns, np.inf), np.full(columns, -np.inf)

    def add(self, rows: Any, weights: "Array | None") -> None:  # noqa: ANN401 - a CSR matrix
        """Take in rows; ``weights`` is one number a row, None for all 1."""
        where, data, size = rows.indices, rows.data, rows.shape[0]
        np.maximum.at(self.largest, where, np.abs(data))
        if size >= _ENOUGH:
            self.given_up |= np.bincount(where, minlength=len(self.count)) <= _OFTEN * size
        kept = np.flatnonzero(~self.given_up.take(where))
        own = np.ones(len(kept)) if weights is None else np.repeat(weights, np.diff(rows.indptr)).take(kept)
        with np.errstate(over="ignore", invalid="ignore"):  # entries beyond 1e150: `Moments` answers them
            self._sum_up(where.take(kept), data.take(kept).astype(np.float64, copy=False), own)
        self.rows += size
        self.weight += size if weights is None else float(weights.sum())

    @property
    def near(self) -> Array:
        """True for each column that is 0 here and there and else always the same, or often 0: not to be centred."""
        near: Array = self.given_up | ((self.count < self.rows) & ~(self.low < self.high))
        return near

    def _sum_up(self, where: Array, data: Array, own: Array) -> None:
        new = self.count.take(where) == 0
        self.about[where[new]] = data[new]
        apart = data - self.about.take(where)
        np.add.at(self.count, where, 1)
        np.add.at(self.held, where, own)
        np.add.at(self.total, where, own * apart)
        np.add.at(self.square, where, own * apart * apart)
        np.minimum.at(self.low, where, data)
        np.maximum.at(self.high, where, data)
