"""Rows dealt out in random batches, shuffled anew as often as that is cheap."""

from collections.abc import Iterator
from itertools import islice, pairwise
from typing import Any, final

from scipy.sparse import issparse

from awarelr.linear.arrays import Array
from awarelr.linear.examples import Examples
from awarelr.linear.objective import Task

__all__ = ["Deck"]

_DEALS = 8
_HANDFUL = 64


@final
class Deck:
    """Deals the rows of a fit, batch by batch, in a new order in each sweep.

    Dense rows are drawn anew for every sweep. Picking sparse rows out costs as much as training on them, so they are
    copied in random order once in 8 sweeps, and in between only the order of the batches changes. Rejected: copying
    dense rows too; they are what fills the memory.

    Args:
        examples: the rows.
        bounds: positions where each batch starts, and the end.
        shuffle: False deals the rows as they stand.

    Source: *ours*.
    """

    def __init__(self, examples: Examples, bounds: Array, *, shuffle: bool) -> None:
        """Take up the rows; nothing is copied yet."""
        self._examples = examples
        self._bounds = bounds
        self._shuffle = shuffle
        self._dealt = 0
        self._shuffled = examples

    def deal(self, random: Any) -> Iterator[Task]:  # noqa: ANN401 - a RandomState
        """Return the tasks of one sweep."""
        rows = self._examples.rows.shape[0]
        if not self._shuffle or len(self._bounds) == 2:  # noqa: PLR2004 - one batch has no order
            return self._examples.tasks(None, self._bounds)
        if not issparse(self._examples.rows):
            return self._examples.tasks(random.permutation(rows), self._bounds)
        if self._dealt % _DEALS == 0:
            self._shuffled = self._examples.part(random.permutation(rows))
        self._dealt += 1
        return self._in_new_order(random)

    def handful(self, random: Any) -> Iterator[Task]:  # noqa: ANN401 - a RandomState
        """Return at most 64 tasks of a sweep: enough to compare weights by, and cheap."""
        return islice(self.deal(random), _HANDFUL)

    def _in_new_order(self, random: Any) -> Iterator[Task]:  # noqa: ANN401
        batches = list(pairwise(self._bounds.tolist()))
        for which in random.permutation(len(batches)):
            yield self._shuffled.task(*batches[which])
