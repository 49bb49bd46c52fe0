"""A handful of rows, taken whole: repetitions become weights, and the order of the rows does not matter."""

from typing import Any

import numpy as np
from scipy.sparse import issparse

from awarelr.linear.examples import Examples

__all__ = ["merged"]


def merged(examples: Examples) -> Examples:
    """Return the same examples with equal rows made one, their weights added, in an order of their own.

    One batch of all rows has the same gradient whether a row comes twice or weighs 2, and in whichever order; only
    rounding tells the difference, and a rate near the edge of stability makes rounding visible. So the sums are made
    the same to the last bit. Rejected: the same for smaller batches, which would have to be filled by weight: weights
    are not always whole numbers, and a row of great weight would fill many.

    Source: *ours*; the equivalence is what scikit-learn checks.
    """
    keys = _keys(examples)
    first = {key: place for place, key in reversed(list(enumerate(keys)))}
    order = sorted(first)
    places = {key: place for place, key in enumerate(order)}
    weights = np.zeros(len(order))
    own = np.ones(len(keys)) if examples.row_weights is None else examples.row_weights
    np.add.at(weights, [places[key] for key in keys], own)
    whole = examples.part(np.array([first[key] for key in order]))
    return Examples(
        rows=whole.rows, target=whole.target, class_weights=whole.class_weights,
        row_weights=None if (weights == weights[0]).all() else weights,
    )  # fmt: skip


def _keys(examples: Examples) -> list[tuple[bytes, ...]]:
    """Return what tells rows apart: entries and targets, byte by byte."""
    rows, target = examples.rows, examples.target
    return [(*_entries(rows, place), target[place].tobytes()) for place in range(len(target))]


def _entries(rows: Any, place: int) -> tuple[bytes, ...]:  # noqa: ANN401 - array or CSR matrix
    if not issparse(rows):
        return (rows[place].tobytes(),)
    held = slice(rows.indptr[place], rows.indptr[place + 1])
    columns, values = rows.indices[held], rows.data[held]
    order = np.argsort(columns, kind="stable")
    return (columns[order].tobytes(), values[order].tobytes())
