"""Losses of linear models: each gives, for a margin and a target, its value and its slope."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, final

import numpy as np

from awarelr.constraints import OneOf, check_all
from awarelr.linear.arrays import Array

__all__ = [
    "CLASSIFICATION_LOSSES",
    "REGRESSION_LOSSES",
    "EpsilonInsensitive",
    "Hinge",
    "Huber",
    "LogLoss",
    "Loss",
    "ModifiedHuber",
    "SquaredEpsilonInsensitive",
    "SquaredError",
    "SquaredHinge",
    "loss_named",
]


class Loss(Protocol):
    """A convex loss of the margin ``x @ w + b``."""

    def __call__(self, margin: Array, target: Array) -> tuple[Array, Array]:
        """Return values and slopes, both in the shape of ``margin``.

        Args:
            margin: predictions before any link, shape (rows,) or (rows, classes).
            target: real numbers for regression, -1 or +1 for classification; the shape of ``margin``.
        """
        ...


@final
@dataclass(frozen=True, slots=True)
class SquaredError:
    """``(m - y)^2 / 2``; prefer `Huber` where a few targets are far off.

    Source: least squares; the factor 1/2 as in scikit-learn.
    """

    def __call__(self, margin: Array, target: Array) -> tuple[Array, Array]:
        """Return values and slopes."""
        slope = margin - target
        return 0.5 * slope * slope, slope


@final
@dataclass(frozen=True, slots=True)
class Huber:
    """Squared within ``epsilon`` of the target, linear beyond; prefer `EpsilonInsensitive` to forgive small errors.

    Args:
        epsilon: where the two join, in units of the target.

    Source: Huber, "Robust estimation of a location parameter", 1964.
    """

    epsilon: float

    def __call__(self, margin: Array, target: Array) -> tuple[Array, Array]:
        """Return values and slopes."""
        error = margin - target
        slope = np.clip(error, -self.epsilon, self.epsilon)
        return slope * (error - 0.5 * slope), slope


@final
@dataclass(frozen=True, slots=True)
class EpsilonInsensitive:
    """``max(0, |m - y| - epsilon)``; prefer `SquaredEpsilonInsensitive` where large errors weigh more.

    Args:
        epsilon: half-width of the band that costs nothing, in units of the target.

    Source: Vapnik, "The nature of statistical learning theory", 1995.
    """

    epsilon: float

    def __call__(self, margin: Array, target: Array) -> tuple[Array, Array]:
        """Return values and slopes."""
        error = margin - target
        beyond = np.abs(error) - self.epsilon
        return np.maximum(beyond, 0.0), np.sign(error) * (beyond > 0.0)


@final
@dataclass(frozen=True, slots=True)
class SquaredEpsilonInsensitive:
    """``max(0, |m - y| - epsilon)^2``; prefer `EpsilonInsensitive` where outliers must not dominate.

    Args:
        epsilon: half-width of the band that costs nothing, in units of the target.

    Source: Vapnik 1995, squared; without a factor 1/2, as in scikit-learn.
    """

    epsilon: float

    def __call__(self, margin: Array, target: Array) -> tuple[Array, Array]:
        """Return values and slopes."""
        error = margin - target
        beyond = np.maximum(np.abs(error) - self.epsilon, 0.0)
        return beyond * beyond, 2.0 * beyond * np.sign(error)


@final
@dataclass(frozen=True, slots=True)
class LogLoss:
    """``log(1 + exp(-y m))``: logistic regression, gives probabilities; prefer `ModifiedHuber` with wrong labels.

    Source: Cox, "The regression analysis of binary sequences", 1958.
    """

    def __call__(self, margin: Array, target: Array) -> tuple[Array, Array]:
        """Return values and slopes."""
        lead = target * margin
        small = np.exp(-np.abs(lead))  # never overflows
        value = np.log1p(small) - np.minimum(lead, 0.0)
        return value, -target * np.where(lead > 0.0, small, 1.0) / (1.0 + small)


@final
@dataclass(frozen=True, slots=True)
class Hinge:
    """``max(0, 1 - y m)``: the linear support vector machine; prefer `LogLoss` where probabilities are wanted.

    Source: Cortes and Vapnik, "Support-vector networks", 1995.
    """

    def __call__(self, margin: Array, target: Array) -> tuple[Array, Array]:
        """Return values and slopes."""
        value = target * margin  # in place from here on: of the dense losses this one has least else to do
        np.subtract(1.0, value, out=value)
        np.maximum(value, 0.0, out=value)
        slope = np.sign(value)
        slope *= target
        return value, np.negative(slope, out=slope)


@final
@dataclass(frozen=True, slots=True)
class SquaredHinge:
    """``max(0, 1 - y m)^2``; prefer `Hinge` where labels may be wrong.

    Source: Cortes and Vapnik 1995, the squared form.
    """

    def __call__(self, margin: Array, target: Array) -> tuple[Array, Array]:
        """Return values and slopes."""
        short = np.maximum(1.0 - target * margin, 0.0)
        return short * short, -2.0 * target * short


@final
@dataclass(frozen=True, slots=True)
class ModifiedHuber:
    """Squared hinge down to a margin of -1, linear below; gives probabilities, forgives wrong labels.

    Prefer `LogLoss` where the probabilities must be calibrated.

    Source: Zhang, "Solving large scale linear prediction problems using SGD", ICML 2004.
    """

    def __call__(self, margin: Array, target: Array) -> tuple[Array, Array]:
        """Return values and slopes."""
        lead = target * margin
        short = np.maximum(1.0 - lead, 0.0)
        bounded = np.minimum(short, 2.0)
        return bounded * (2.0 * short - bounded), -2.0 * target * bounded


REGRESSION_LOSSES: dict[str, Callable[[float], Loss]] = {
    "squared_error": lambda _: SquaredError(),
    "huber": Huber,
    "epsilon_insensitive": EpsilonInsensitive,
    "squared_epsilon_insensitive": SquaredEpsilonInsensitive,
}
"""Name to a maker that takes ``epsilon``."""

CLASSIFICATION_LOSSES: dict[str, Callable[[float], Loss]] = {
    "hinge": lambda _: Hinge(),
    "log_loss": lambda _: LogLoss(),
    "modified_huber": lambda _: ModifiedHuber(),
    "squared_hinge": lambda _: SquaredHinge(),
}
"""Name to a maker; none of them reads ``epsilon``."""


def loss_named(name: str, known: dict[str, Callable[[float], Loss]], epsilon: float) -> Loss:
    """Return the loss of that name.

    Raises:
        SettingError: the name is unknown; the message lists the known ones.
    """
    check_all([OneOf(names=tuple(known)).complaint("loss", name)])
    return known[name](epsilon)
