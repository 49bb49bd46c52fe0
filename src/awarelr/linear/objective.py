"""What is minimised, and one batch of it."""

from dataclasses import dataclass
from typing import NamedTuple, final

from awarelr.linear.arrays import Array
from awarelr.linear.losses import Loss
from awarelr.linear.penalties import Penalty
from awarelr.linear.rows import Batch

__all__ = ["Objective", "Task"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """What is minimised: mean loss of the rows plus penalty.

    Args:
        loss: of margin and target.
        penalty: on the weights, not the intercept.
        fit_intercept: False keeps the intercept at 0.
    """

    loss: Loss
    penalty: Penalty
    fit_intercept: bool


@final
class Task(NamedTuple):
    """One batch of work.

    Args:
        batch: the rows.
        target: shape (rows,) or (rows, classes).
        weights: weight of each row, broadcasting to ``target``; None for all 1.
    """

    batch: Batch
    target: Array
    weights: "Array | None" = None
