"""Weights of rows and weights to start from, as users hand them over."""

from typing import Any

import numpy as np
from sklearn.utils.validation import _check_sample_weight

from awarelr.linear.arrays import Array
from awarelr.linear.examples import Examples

__all__ = ["check_classes", "check_factors", "stacked", "weights_of"]


def check_classes(classes: Array) -> None:
    """Raise `ValueError` where there is only one class: no problem to solve."""
    if len(classes) < 2:  # noqa: PLR2004
        message = f"The number of classes has to be greater than one; got {len(classes)} class. Add rows of another."
        raise ValueError(message)


def check_factors(factors: Array) -> None:
    """Raise `ValueError` where a class weighs less than nothing, or the weight is no finite number."""
    if not (np.isfinite(factors) & (factors >= 0.0)).all():
        message = (
            f"class_weight must hold finite numbers from 0, got {factors.tolist()}. "
            f"A negative weight would reward mistakes; use 0 to leave a class out."
        )
        raise ValueError(message)


def weights_of(sample_weight: Any, rows: Any) -> "Array | None":  # noqa: ANN401 - scikit-learn's input
    """Return the row weights as floats, None for all 1.

    Raises:
        ValueError: of another length, not finite, too large to be added, negative, or all 0.
    """
    if sample_weight is None:
        return None
    weights: Array = _check_sample_weight(sample_weight, rows, dtype=np.float64, ensure_non_negative=True)
    with np.errstate(over="ignore"):
        total = weights.sum()
    if not np.isfinite(total):
        message = f"sample_weight must have a finite sum, got {weights.max():g} at most. Divide by that: ratios count."
        raise ValueError(message)
    if not weights.any():
        message = "sample_weight must have a number above 0, got only zeros. Leave it out to weigh all rows alike."
        raise ValueError(message)
    return weights


def stacked(coef: Any, intercept: Any, examples: Examples) -> "Array | None":  # noqa: ANN401 - scikit-learn's input
    """Return weights to start from with the intercept in the last row; None if neither is given.

    Args:
        coef: shape (columns,), or (classes, columns) for many classes; None for zeros.
        intercept: shape (1,) or (classes,); None for zeros.
        examples: the rows, which say how many columns and classes there are.

    Raises:
        ValueError: another shape.
    """
    if coef is None and intercept is None:
        return None
    columns, outputs = examples.rows.shape[1], examples.target.shape[1:]
    theta = np.zeros((columns + 1, *outputs))
    if coef is not None:
        theta[:-1] = _shaped(np.atleast_2d(coef), (*(outputs or (1,)), columns), "coef_init").T.reshape(
            theta[:-1].shape
        )
    if intercept is not None:
        theta[-1] = _shaped(np.atleast_1d(intercept), outputs or (1,), "intercept_init").reshape(theta[-1].shape)
    return theta


def _shaped(array: Array, shape: "tuple[int, ...]", name: str) -> Array:
    if array.shape != shape:
        message = (
            f"{name} must have shape {shape}, got {array.shape}. Use what coef_ or intercept_ of such a model holds."
        )
        raise ValueError(message)
    return np.asarray(array, dtype=np.float64)
