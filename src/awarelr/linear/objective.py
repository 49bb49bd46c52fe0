"""What is minimised, and one batch of it."""

from dataclasses import dataclass
from typing import NamedTuple, final

import numpy as np

from awarelr.linear.arrays import Array
from awarelr.linear.losses import Loss
from awarelr.linear.penalties import Penalty
from awarelr.linear.rows import Batch

__all__ = ["Objective", "Task"]


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


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """What is minimised: mean loss of the rows plus penalty.

    Args:
        loss: of margin and target.
        penalty: on the weights, not the intercept.
        fit_intercept: False keeps the intercept where it starts.
    """

    loss: Loss
    penalty: Penalty
    fit_intercept: bool

    def gradient(self, task: Task, slopes: Array, center: "Array | None", out: Array) -> Array:
        """Write the gradient of the mean loss, the intercept's in the last row; return ``out``.

        Args:
            task: one batch.
            slopes: of the loss, each divided by the number of rows.
            center: what is subtracted from each column; None for nothing.
            out: the shape of the weights with the intercept.
        """
        task.batch.gradient(slopes, out[:-1])
        total = np.add.reduce(slopes, axis=0)
        if center is not None:
            out[:-1] -= center * total if out.ndim == 1 else np.multiply.outer(center, total)
        out[-1] = total if self.fit_intercept else 0.0
        return out
