"""The training loss as those see it who expect one figure an epoch."""

import math
from collections.abc import Callable
from typing import final

from torch import Tensor

__all__ = ["PERIODS", "PeriodLoss"]

PERIODS = 100
"""Periods that a run is divided into (*ours*): as many epochs as trainings often have."""


@final
class PeriodLoss:
    """Hands on the mean training loss of every hundredth of the budget.

    No baseline is shown the validation set, AwareLR neither: several tasks are judged by it. A task's own epochs would
    not do: some tasks see their data four times, others never twice.

    Args:
        total_steps: the task's budget in optimizer steps.
        tell: called at the end of each period with its mean loss, NaN if one of its losses was not finite.
    """

    def __init__(self, total_steps: int, tell: Callable[[float], object]) -> None:
        """Begin the first period."""
        self._length = max(1, round(total_steps / PERIODS))
        self._tell = tell
        self._losses: list[float] = []

    def __call__(self, loss: Tensor) -> None:
        """Take in the loss of one step."""
        self._losses.append(loss.item())
        if len(self._losses) < self._length:
            return
        finite = all(map(math.isfinite, self._losses))
        mean = math.fsum(self._losses) / self._length if finite else math.nan
        self._losses.clear()
        self._tell(mean)
