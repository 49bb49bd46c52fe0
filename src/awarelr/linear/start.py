"""Classes, weights of rows and weights to start from, as users hand them over."""

from typing import Any

import numpy as np
from sklearn.utils import compute_class_weight
from sklearn.utils.multiclass import type_of_target
from sklearn.utils.validation import _check_sample_weight

from awarelr.linear.arrays import Array
from awarelr.linear.examples import Examples

__all__ = ["check_classes", "check_labels", "classes_of", "factors_of", "restacked", "stacked", "weights_of"]


def check_classes(classes: Array) -> None:
    """Raise `ValueError` where there is only one class: no problem to solve."""
    if len(classes) < 2:  # noqa: PLR2004
        message = f"The number of classes has to be greater than one; got {len(classes)} class. Add rows of another."
        raise ValueError(message)


def check_labels(labels: Array) -> None:
    """Raise `ValueError` where what should be classes are numbers of a regression, or several columns.

    Rejected: scikit-learn's ``check_classification_targets``, which warns of many classes among few rows: in a batch
    of a stream they are nothing strange, and its own SGD models do not warn of them.
    """
    kind = type_of_target(labels, input_name="y")
    if kind not in ("binary", "multiclass"):
        message = f"Unknown label type: {kind}. y must hold one class a row; for numbers use SGDRegressor."
        raise ValueError(message)


def classes_of(labels: Any, name: str) -> Array:  # noqa: ANN401 - scikit-learn's input
    """Return the classes in order.

    Args:
        labels: a list of classes, any of them as often as it likes.
        name: what the user calls it.

    Raises:
        ValueError: no list, or classes that have no order among them.
    """
    found = np.asarray(labels)
    if found.ndim != 1:
        message = f"{name} must be a flat list of classes, got {labels!r}. Pass sorted(set(...)) of all labels."
        raise ValueError(message)
    try:
        return np.unique(found)
    except TypeError as error:
        kinds = ", ".join(sorted({type(each).__name__ for each in found}))
        message = (
            f"{name} must hold classes of one kind, got {kinds}. Leave out rows without a class, or give it a name."
        )
        raise ValueError(message) from error


def factors_of(class_weight: Any, classes: Array, labels: Array, weights: "Array | None") -> Array:  # noqa: ANN401
    """Return the weight of each class.

    Args:
        class_weight: class to weight, ``"balanced"``, or None for all 1.
        classes: the classes in order.
        labels: class of each row.
        weights: weights of the rows, None for all 1; rows of weight 0 do not count in the balance.

    Raises:
        ValueError: a class is unknown, weighs less than nothing, or its weight is no finite number.
    """
    factors: Array = np.ones(len(classes))
    heard = labels if weights is None else labels[weights > 0.0]
    there = np.isin(classes, heard) if isinstance(class_weight, str) else np.full(len(classes), fill_value=True)
    try:
        factors[there] = compute_class_weight(class_weight, classes=classes[there], y=heard)
    except ValueError as error:
        known = classes.tolist()
        unknown = [each for each in class_weight if each not in known] if isinstance(class_weight, dict) else []
        if not unknown:
            raise
        message = f"class_weight must name classes among {known}, got {unknown} too. A class left out weighs 1."
        raise ValueError(message) from error
    if not (np.isfinite(factors) & (factors >= 0.0)).all():
        message = (
            f"class_weight must hold finite numbers from 0, got {factors.tolist()}. "
            f"A negative weight would reward mistakes; use 0 to leave a class out."
        )
        raise ValueError(message)
    return factors


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
        coef: as many numbers as columns in whatever shape, or (classes, columns) for many classes; None for zeros.
        intercept: shape (1,) or (classes,); None for zeros.
        examples: the rows, which say how many columns and classes there are.

    Raises:
        ValueError: another shape, or not finite.
    """
    if coef is None and intercept is None:
        return None
    columns, outputs = examples.rows.shape[1], examples.target.shape[1:]
    theta = np.zeros((columns + 1, *outputs))
    if coef is not None:
        given, wide = (np.atleast_2d(coef), (*outputs, columns)) if outputs else (np.ravel(coef), (columns,))
        theta[:-1] = _shaped(given, wide, "coef_init").T
    if intercept is not None:
        theta[-1] = _shaped(np.atleast_1d(intercept), outputs or (1,), "intercept_init").reshape(theta[-1].shape)
    return theta


def restacked(coef: Any, intercept: Any, shape: "tuple[int, ...]") -> Array:  # noqa: ANN401 - anybody may have written them
    """Return ``coef_`` and ``intercept_`` as they stand, the intercept in the last row.

    Raises:
        ValueError: somebody wrote what has another shape, or is not finite.
    """
    wide = (*(shape[1:] or (1,)), shape[0] - 1)
    weights = _shaped(np.atleast_2d(coef), wide, "coef_")
    theta = np.vstack([weights.T, _shaped(np.atleast_1d(intercept), wide[:1], "intercept_")[None, :]])
    return theta.reshape(shape)


def _shaped(array: Array, shape: "tuple[int, ...]", name: str) -> Array:
    if array.shape != shape:
        message = (
            f"{name} must have shape {shape}, got {array.shape}. Use what coef_ or intercept_ of such a model holds."
        )
        raise ValueError(message)
    found = np.asarray(array, dtype=np.float64)
    if not np.isfinite(found).all():
        message = (
            f"{name} must hold finite numbers, got {array[~np.isfinite(found)][0]}. No step leads away from there."
        )
        raise ValueError(message)
    return found
