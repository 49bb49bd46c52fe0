"""Rows with targets and weights, ready to be trained on."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, final

from awarelr.linear.arrays import Array, Order
from awarelr.linear.objective import Task
from awarelr.linear.rows import batches_of, sparse_batch

__all__ = ["Examples"]


@final
@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Examples:
    """Checked data.

    Args:
        rows: array or CSR matrix of shape (rows, columns), finite.
        target: shape (rows,) or (rows, classes).
        row_weights: weight of each row, shape (rows,), from 0; None for all 1.
        class_weights: weight of each row and class, in the shape of ``target``; None for all 1.
    """

    rows: Any
    target: Array
    row_weights: "Array | None" = None
    class_weights: "Array | None" = None

    @property
    def weights(self) -> "Array | None":
        """Both weights together, broadcasting to the target; None for all 1."""
        if self.row_weights is None:
            return self.class_weights
        own = self.row_weights if self.target.ndim == 1 else self.row_weights[:, None]
        return own if self.class_weights is None else own * self.class_weights

    def part(self, which: "Order | Array") -> "Examples":
        """Return some of the rows, chosen by number or by mask."""
        return Examples(
            rows=self.rows[which],
            target=self.target[which],
            row_weights=None if self.row_weights is None else self.row_weights[which],
            class_weights=None if self.class_weights is None else self.class_weights[which],
        )

    def heard(self) -> "Examples":
        """Leave out rows of weight 0: they say nothing, and must not be counted."""
        if self.row_weights is None or self.row_weights.all():
            return self
        return self.part(self.row_weights > 0.0)

    def balanced(self) -> "Examples":
        """Scale the row weights to a mean of 1: weights of 2 throughout say nothing."""
        if self.row_weights is None:
            return self
        return replace(self, row_weights=self.row_weights / self.row_weights.mean())

    def task(self, start: int, stop: int) -> Task:
        """Return one task of neighbouring rows; sparse rows are not copied."""
        weights = self.weights
        own = None if weights is None else weights[start:stop]
        return Task(sparse_batch(self.rows, start, stop), self.target[start:stop], own)

    def tasks(self, order: "Order | None", bounds: Array) -> Iterator[Task]:
        """Yield one task a batch, in the order of row numbers given or, for None, as they stand; ``bounds`` cut it."""
        weights = self.weights
        for batch, which in batches_of(self.rows, order, bounds):
            yield Task(batch, self.target[which], None if weights is None else weights[which])
