"""Weighted mean, spread and largest entry of each column, gathered chunk by chunk."""

from typing import Any, final

import numpy as np
from scipy.sparse import issparse

from awarelr.linear.arrays import Array
from awarelr.linear.entries import Entries

__all__ = ["Moments"]

_ROWS_AT_ONCE = 4096


@final
class Moments:
    """Running moments of the columns.

    Sparse rows are never made dense. Of columns that are often 0, or have only one value beside it, the largest entry
    is all that is kept: these *near* ones pass for columns with a mean of 0 and a spread without end.

    Args:
        columns: number of columns.

    Attributes:
        rows: rows so far.
        weight: sum of their weights.
        mean: weighted mean of each column.
        spread: weighted sum of squared deviations from that mean.
        low: least entry of each column; of a near one minus the largest absolute one.
        high: greatest entry of each column; of a near one the largest absolute one.

    Source: Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979.
    """

    def __init__(self, columns: int) -> None:
        """Start with nothing."""
        self.rows = 0
        self.weight = 0.0
        self.mean = np.zeros(columns)
        self.spread = np.zeros(columns)
        self.low = np.full(columns, np.inf)
        self.high = np.full(columns, -np.inf)

    def add(self, rows: Any, weights: "Array | None") -> None:  # noqa: ANN401 - array or CSR matrix
        """Take in rows of shape (rows, columns); ``weights`` is one number a row, None for all 1."""
        if issparse(rows):
            entries = Entries(len(self.mean))
            entries.add(rows, weights)
            self.conclude(entries)
            return
        for start in range(0, rows.shape[0], _ROWS_AT_ONCE):
            chunk = np.asarray(rows[start : start + _ROWS_AT_ONCE], dtype=np.float64)
            part = Moments(len(self.mean))
            part._take(chunk, np.ones(len(chunk)) if weights is None else weights[start : start + _ROWS_AT_ONCE])
            self.merge(part)

    def glance(self, rows: Any, weights: "Array | None") -> None:  # noqa: ANN401 - a CSR matrix
        """Take in the largest entries of sparse rows, as if every column were near."""
        largest = np.maximum(self.high, 0.0)
        np.maximum.at(largest, rows.indices, np.abs(rows.data))
        self.low, self.high = -largest, largest
        self.rows += rows.shape[0]
        self.weight += rows.shape[0] if weights is None else float(weights.sum())

    def conclude(self, entries: Entries) -> None:
        """Take in all that sums over entries say."""
        if entries.rows == 0:
            return
        part, near, full = Moments(len(self.mean)), entries.near, entries.count == entries.rows
        part.rows, part.weight = entries.rows, entries.weight
        absent = np.where(full, 0.0, part.weight - entries.held)
        with np.errstate(over="ignore", invalid="ignore"):
            total = entries.total - absent * entries.about
            square = entries.square + absent * entries.about**2
            mean = total / max(part.weight, 1e-300)
            part.spread = np.where(near, np.inf, np.maximum(square - total * mean, 0.0))
            part.mean = np.where(near, 0.0, entries.about + mean)
        part.low = np.where(near, -entries.largest, np.minimum(entries.low, np.where(full, np.inf, 0.0)))
        part.high = np.where(near, entries.largest, np.maximum(entries.high, np.where(full, -np.inf, 0.0)))
        self.merge(part)

    def merge(self, other: "Moments") -> None:
        """Take in what others have gathered from other rows."""
        self.low, self.high = np.minimum(self.low, other.low), np.maximum(self.high, other.high)
        self.rows += other.rows
        self.weight += other.weight
        if other.weight > 0.0:
            share = other.weight / self.weight
            apart = other.mean - self.mean
            with np.errstate(over="ignore", invalid="ignore"):  # entries beyond 1e150: `deviations` answers them
                self.spread += other.spread + apart * apart * (other.weight * (1.0 - share))
            self.mean += apart * share

    @property
    def largest(self) -> Array:
        """Largest absolute entry of each column."""
        largest: Array = np.maximum(np.abs(self.low), np.abs(self.high))
        return largest

    def deviations(self) -> Array:
        """Return the standard deviation of each column; the largest entry where squares overflow."""
        with np.errstate(over="ignore", invalid="ignore"):
            found = np.sqrt(self.spread / max(self.weight, 1e-300))
        return np.where(np.isfinite(found), found, self.largest)

    def _take(self, chunk: Array, weights: Array) -> None:
        self.rows = len(chunk)
        self.weight = float(weights.sum())
        self.low, self.high = chunk.min(axis=0), chunk.max(axis=0)
        if self.weight > 0.0:
            self.mean = weights @ chunk / self.weight
            with np.errstate(over="ignore", invalid="ignore"):
                self.spread = weights @ (chunk - self.mean) ** 2
