"""The penalty on the weights: L2, L1, both or none; the intercept is never penalised."""

from dataclasses import dataclass
from typing import final

import numpy as np

from awarelr.constraints import OneOf, check_all
from awarelr.linear.arrays import Array

__all__ = ["PENALTIES", "Penalty", "penalty_named"]

PENALTIES = ("l2", "l1", "elasticnet")
_ABSOLUTE = 0.1


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Penalty:
    """``l1 |w|_1 + l2 |w|^2 / 2``, in the original units of the columns.

    The step is taken against the loss alone; `shrink` then solves the penalty's part of it exactly. So no penalty,
    however strong, overflows, and L1 gives exact zeros. Rejected: the gradient of the penalty in the step (diverges
    once ``lr * l2 > 2``) and truncated gradients for L1 (zeros only on average).

    Args:
        l1: weight of the sum of absolute values, from 0.
        l2: weight of half the sum of squares, from 0.

    Source: Duchi and Singer, "Efficient online and batch learning using forward backward splitting", JMLR 2009.
    """

    l1: float
    l2: float

    @property
    def absent(self) -> bool:
        """True if there is nothing to pay."""
        return self.l1 == 0.0 and self.l2 == 0.0

    def value(self, weights: Array) -> float:
        """Return the penalty, in the unit of the loss."""
        flat = weights.reshape(-1)
        total = 0.5 * self.l2 * float(flat @ flat) if self.l2 else 0.0
        return total + (self.l1 * float(np.abs(flat).sum()) if self.l1 else 0.0)

    def gradient(self, weights: Array, out: Array) -> None:
        """Write a subgradient in the shape of the weights; 0 where L1 has a kink."""
        np.multiply(weights, self.l2, out=out)
        if self.l1:
            out += self.l1 * np.sign(weights)

    def strength(self, pace: float) -> float:
        """Return how strong it is beside a unit of LR: so much the sooner must what it takes be paid.

        What an absolute value takes of several steps at once does not grow with the weights: beside a small one, or one
        that the loss pulls back between two payments, it is far too much. An LR of 0.3 in all is as much as it bears
        (*ours*: against the exact minimum).

        Args:
            pace: largest of the columns' paces.
        """
        return max(self.l2 * pace, _ABSOLUTE if self.l1 else 0.0)

    def shrink(self, weights: Array, pace: "Array | float") -> None:
        """Take one proximal step in place.

        Args:
            weights: changed in place.
            pace: LR, or LR of each column, that broadcasts to the weights.
        """
        if self.l1:
            size = np.abs(weights)
            size -= pace * self.l1
            np.maximum(size, 0.0, out=size)
            np.copysign(size, weights, out=weights)
        if self.l2:
            growth = pace * self.l2
            growth += 1.0
            weights /= growth


def penalty_named(name: "str | None", alpha: float, l1_ratio: float) -> Penalty:
    """Return the penalty of that name.

    Args:
        name: ``"l2"``, ``"l1"``, ``"elasticnet"`` or None.
        alpha: strength, from 0.
        l1_ratio: share of L1 in the elastic net, in [0, 1]; read by nothing else.

    Raises:
        SettingError: the name is unknown; the message lists the known ones.
    """
    if name is None:
        return Penalty(l1=0.0, l2=0.0)
    check_all([OneOf(names=PENALTIES, remedy="Use None for no penalty.").complaint("penalty", name)])
    share = {"l2": 0.0, "l1": 1.0}.get(name, l1_ratio)
    return Penalty(l1=alpha * share, l2=alpha * (1.0 - share))
