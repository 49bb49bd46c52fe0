"""Rows of data, dense or sparse, and the two products with them that a gradient step needs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias, final

import numpy as np
from scipy.sparse import csr_matrix, issparse

from awarelr.linear.arrays import Array, Order

__all__ = ["Batch", "DenseBatch", "SparseBatch", "batches_of", "bounds_of"]

_BATCHES_AT_ONCE = 16
"""Batches gathered together: one large gather costs far less than many small ones (*ours*, measured)."""


@final
@dataclass(frozen=True, slots=True, eq=False)
class DenseBatch:
    """Some rows as one array of shape (rows, columns); the sibling is `SparseBatch`."""

    values: Array

    def margin(self, weights: Array) -> Array:
        """Return ``X @ weights``."""
        return self.values @ weights

    def gradient(self, slopes: Array) -> Array:
        """Return ``X.T @ slopes``."""
        return self.values.T @ slopes


@final
@dataclass(frozen=True, slots=True, eq=False)
class SparseBatch:
    """Some rows in compressed form; the sibling is `DenseBatch`.

    Args:
        data: entries that are stored, row by row.
        indices: column of each.
        starts: position in ``data`` where each row starts, and the end.
        columns: number of columns.
    """

    data: Array
    indices: Array
    starts: Array
    columns: int

    def margin(self, weights: Array) -> Array:
        """Return ``X @ weights``."""
        return self._matrix() @ weights  # type: ignore[no-any-return]

    def gradient(self, slopes: Array) -> Array:
        """Return ``X.T @ slopes``."""
        if slopes.ndim > 1:
            return self._matrix().T @ slopes  # type: ignore[no-any-return]
        return np.bincount(self.indices, weights=self.products(slopes), minlength=self.columns)

    def products(self, slopes: Array) -> Array:
        """Return each entry times the slope of its row, one number per entry."""
        return self.data * np.repeat(slopes, np.diff(self.starts))

    def _matrix(self) -> Any:  # noqa: ANN401 - scipy has no types
        return csr_matrix((self.data, self.indices, self.starts), shape=(len(self.starts) - 1, self.columns), copy=False)


Batch: TypeAlias = DenseBatch | SparseBatch


def bounds_of(rows: int, batch_size: int) -> Array:
    """Split ``rows`` into batches of nearly equal size, none above ``batch_size``; returns where each starts, and the end.

    Equal batches carry equal noise; a last batch of two rows would look like a spike.
    """
    count = -(-rows // batch_size)
    return np.arange(count + 1) * rows // max(count, 1)


def batches_of(rows: Any, order: "Order | None", bounds: Array) -> "Iterator[tuple[Batch, slice | Order]]":  # noqa: ANN401
    """Yield each batch with the row numbers it holds.

    Args:
        rows: array or CSR matrix of shape (rows, columns).
        order: row numbers in the order to visit; None for the order given.
        bounds: positions in that order where each batch starts, and the end.
    """
    sparse = issparse(rows)
    for first in range(0, len(bounds) - 1, _BATCHES_AT_ONCE):
        cuts = bounds[first : first + _BATCHES_AT_ONCE + 1].tolist()
        low, high = cuts[0], cuts[-1]
        numbers = None if order is None else order[low:high]
        chunk = rows[low:high] if numbers is None else rows[numbers]
        if sparse:
            data, indices, starts = chunk.data.astype(np.float64, copy=False), chunk.indices, chunk.indptr
        else:
            chunk = np.asarray(chunk, dtype=np.float64)
        for start, stop in zip(cuts[:-1], cuts[1:], strict=True):
            a, b = start - low, stop - low
            which = slice(start, stop) if numbers is None else numbers[a:b]
            if sparse:
                left, right = starts[a], starts[b]
                yield SparseBatch(data[left:right], indices[left:right], starts[a : b + 1] - left, rows.shape[1]), which
            else:
                yield DenseBatch(chunk[a:b]), which
