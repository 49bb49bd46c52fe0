"""Weighted mean, spread and largest entry of each column, gathered chunk by chunk."""

from typing import Any, final

import numpy as np
from scipy.sparse import issparse

from awarelr.linear.arrays import Array

__all__ = ["Moments"]

_ROWS_AT_ONCE = 4096


@final
class Moments:
    """Running moments of the columns; sparse rows are never made dense, and only their largest entries are kept.

    Args:
        columns: number of columns.

    Attributes:
        rows: rows so far.
        weight: sum of their weights.
        mean: weighted mean of each column.
        spread: weighted sum of squared deviations from that mean.
        low: least entry of each column; for sparse rows minus the largest absolute one.
        high: greatest entry of each column; for sparse rows the largest absolute one.

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
            largest = np.maximum(self.high, 0.0)
            np.maximum.at(largest, rows.indices, np.abs(rows.data))
            self.low, self.high = -largest, largest
            self.rows += rows.shape[0]
            self.weight += rows.shape[0] if weights is None else float(weights.sum())
            return
        for start in range(0, rows.shape[0], _ROWS_AT_ONCE):
            chunk = np.asarray(rows[start : start + _ROWS_AT_ONCE], dtype=np.float64)
            part = Moments(len(self.mean))
            part._take(chunk, np.ones(len(chunk)) if weights is None else weights[start : start + _ROWS_AT_ONCE])
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
