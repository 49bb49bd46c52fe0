"""The control of a schedule that is known before the run begins."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import final

from torch import Tensor, nn
from torch.optim import Optimizer

from awarelr.benchmark.averaging import TailAverage

__all__ = ["PlannedControl"]


@final
class PlannedControl:
    """Writes the given LR times a factor that depends on the step alone, and averages the weights on the side.

    Args:
        model: what is trained.
        optimizer: holds the LR that the run was given; its first parameter group's counts for all.
        factor: share of that LR in force at a step (from 1).
    """

    def __init__(self, *, model: nn.Module, optimizer: Optimizer, factor: Callable[[int], float]) -> None:
        """Write the LR of step 1."""
        self._groups = optimizer.param_groups
        self._lr = float(self._groups[0]["lr"])
        self._factor = factor
        self._average = TailAverage(model.parameters())
        self._step = 1
        self._write()

    def step(self, loss: Tensor, /) -> None:  # noqa: ARG002 - a plan does not look
        """Take in the weights after the step and write the next step's LR."""
        self._average.update()
        self._step += 1
        self._write()

    def averaged(self) -> AbstractContextManager[object]:
        """Put the averaged weights in the model's place for the duration of a with-block."""
        return self._average.in_place()

    def _write(self) -> None:
        for group in self._groups:
            group["lr"] = self._lr * self._factor(self._step)
