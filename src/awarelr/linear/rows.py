"""Rows of data, dense or sparse, and the two products with them that a gradient step needs."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias, final

import numpy as np
from scipy.sparse import csr_matrix, issparse

from awarelr.linear.arrays import Array, Order

__all__ = [
    "Batch",
    "DenseBatch",
    "SparseBatch",
    "batches_of",
    "bounds_of",
    "canonical",
    "sparse_batch",
]

_BATCHES_AT_ONCE = 8
"""Batches gathered together: larger gathers leave the cache, smaller ones cost calls (*ours*, measured)."""


@final
class DenseBatch(NamedTuple):
    """Some rows as one array of shape (rows, columns); the sibling is `SparseBatch`."""

    values: Array

    def margin(self, weights: Array) -> Array:
        """Return ``X @ weights``."""
        return self.values @ weights

    def gradient(self, slopes: Array, out: Array) -> None:
        """Write ``X.T @ slopes``."""
        np.matmul(self.values.T, slopes, out=out)


@final
class SparseBatch(NamedTuple):
    """Some rows in compressed form; the sibling is `DenseBatch`.

    Args:
        data: entries that are stored, row by row.
        indices: column of each.
        starts: position in ``data`` where each row starts, and the end.
        columns: number of columns.
        full: True if no row is empty.
    """

    data: Array
    indices: Array
    starts: Array
    columns: int
    full: bool = False

    def margin(self, weights: Array) -> Array:
        """Return ``X @ weights``."""
        if self.full and weights.ndim == 1:
            return np.add.reduceat(self.data * weights.take(self.indices), self.starts[:-1])
        return self._matrix() @ weights  # type: ignore[no-any-return]

    def gradient(self, slopes: Array, out: Array) -> None:
        """Write ``X.T @ slopes``."""
        if slopes.ndim > 1:
            out[:] = self._matrix().T @ slopes
        else:
            out[:] = np.bincount(self.indices, weights=self.products(slopes), minlength=self.columns)

    def products(self, slopes: Array) -> Array:
        """Return each entry times the slope of its row, one number per entry."""
        products: Array = self.data * np.repeat(slopes, np.diff(self.starts))
        return products

    def _matrix(self) -> Any:  # noqa: ANN401 - scipy has no types
        return csr_matrix(
            (self.data, self.indices, self.starts), shape=(len(self.starts) - 1, self.columns), copy=False
        )


Batch: TypeAlias = DenseBatch | SparseBatch


def canonical(rows: Any) -> Any:  # noqa: ANN401 - array or CSR matrix
    """Return sparse rows with every entry stored once, in order; entries stored in parts are added up in a copy."""
    if not issparse(rows) or rows.has_canonical_format:
        return rows
    own = rows.copy()
    own.sum_duplicates()
    return own


def bounds_of(rows: int, batch_size: int) -> Array:
    """Split ``rows`` into batches of nearly equal size; return where each starts, and the end.

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
    cut_up: Callable[[Any, list[int]], Iterator[Batch]] = _sparse_batches if issparse(rows) else _dense_batches
    for first in range(0, len(bounds) - 1, _BATCHES_AT_ONCE):
        cuts = bounds[first : first + _BATCHES_AT_ONCE + 1]
        numbers = None if order is None else order[cuts[0] : cuts[-1]]
        chunk = rows[cuts[0] : cuts[-1]] if numbers is None else _picked(rows, numbers)
        inner = (cuts - cuts[0]).tolist()
        for batch, (start, stop) in zip(cut_up(chunk, inner), pairwise(inner), strict=True):
            yield batch, slice(cuts[0] + start, cuts[0] + stop) if numbers is None else numbers[start:stop]


def _picked(rows: Any, numbers: Order) -> Any:  # noqa: ANN401 - array or CSR matrix
    return rows[numbers] if issparse(rows) else rows.take(numbers, axis=0, mode="clip")  # "raise" copies twice


def _dense_batches(chunk: Array, cuts: list[int]) -> Iterator[DenseBatch]:
    values = np.asarray(chunk, dtype=np.float64)
    for start, stop in pairwise(cuts):
        yield DenseBatch(values[start:stop])


def _sparse_batches(chunk: Any, cuts: list[int]) -> Iterator[SparseBatch]:  # noqa: ANN401 - a CSR matrix
    for start, stop in pairwise(cuts):
        yield sparse_batch(chunk, start, stop)


def sparse_batch(rows: Any, start: int, stop: int) -> SparseBatch:  # noqa: ANN401 - a CSR matrix
    """Return neighbouring rows of a CSR matrix as a batch that shares its memory."""
    starts = rows.indptr[start : stop + 1]
    left, right = starts[0], starts[-1]
    data = rows.data[left:right].astype(np.float64, copy=False)
    full = bool((starts[1:] > starts[:-1]).all())
    indices = rows.indices[left:right].astype(np.intp, copy=False)  # once here, not once in every product
    return SparseBatch(data, indices, starts - left, rows.shape[1], full)
