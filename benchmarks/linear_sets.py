"""The data sets of the comparison: scikit-learn's built-in ones, and one generated in the shape of covtype."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn import datasets

__all__ = ["SETS", "Data"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Data:
    """One data set, in its raw units."""

    rows: Any
    target: Any
    regression: bool = False


def _bunch(load: Callable[..., Any], *, regression: bool = False, **settings: bool) -> Data:
    rows, target = load(return_X_y=True, **settings)
    return Data(rows=rows, target=target, regression=regression)


def _covtype_like() -> Data:
    """Ten numeric columns in units from 1 to 1,000 far from 0, forty-four rare indicators, seven uneven classes."""
    rng = np.random.default_rng(0)
    count, classes = 4000, 7
    label = rng.choice(classes, size=count, p=[0.36, 0.35, 0.10, 0.06, 0.05, 0.04, 0.04])
    centers = rng.normal(size=(classes, 10))
    numeric = centers[label] + 1.2 * rng.normal(size=(count, 10))
    numeric = numeric * 10.0 ** rng.uniform(0.0, 3.0, 10) + 10.0 ** rng.uniform(0.0, 3.5, 10)
    soil = rng.dirichlet(np.full(40, 0.3), size=classes)
    area = rng.dirichlet(np.full(4, 0.5), size=classes)
    ones = np.zeros((count, 44))
    for row, each in enumerate(label):
        ones[row, rng.choice(40, p=soil[each])] = 1.0
        ones[row, 40 + rng.choice(4, p=area[each])] = 1.0
    return Data(rows=np.hstack([numeric, ones]), target=label)


SETS: dict[str, Callable[[], Data]] = {
    "diabetes": lambda: _bunch(datasets.load_diabetes, regression=True, scaled=False),
    "breast cancer": lambda: _bunch(datasets.load_breast_cancer),
    "digits": lambda: _bunch(datasets.load_digits),
    "wine": lambda: _bunch(datasets.load_wine),
    "iris": lambda: _bunch(datasets.load_iris),
    "covtype-like": _covtype_like,
}
