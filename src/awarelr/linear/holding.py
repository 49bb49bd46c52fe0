"""Rows held out, by which early stopping judges."""

from typing import Any

import numpy as np

from awarelr.linear.arrays import Array, Order

__all__ = ["split_off"]


def split_off(kind: Any, labels: Array, fraction: float, random: Any) -> "tuple[Order, Order]":  # noqa: ANN401
    """Return row numbers to train on and to validate on.

    Args:
        kind: scikit-learn's class of the split.
        labels: target or class of each row.
        fraction: share of the rows held out.
        random: a RandomState.

    Raises:
        ValueError: too few rows, or too few of a class.
    """
    splitter = kind(n_splits=1, test_size=fraction, random_state=random)
    try:
        return next(splitter.split(np.zeros((len(labels), 1)), labels))  # type: ignore[no-any-return]
    except ValueError as error:
        message = (
            f"early_stopping must be able to hold out validation_fraction={fraction:g} of the rows, "
            f"got {len(labels)}: {error} Add rows, change validation_fraction, or use early_stopping=False."
        )
        raise ValueError(message) from error
