"""The control of a schedule that is known before the run begins."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import final

from torch import Tensor, nn
from torch.optim import Optimizer

from awarelr.benchmark.averaging import TailAverage

__all__ = ["PlannedControl"]


@final
class PlannedControl:
    """Writes the given LR times a factor that depends on the step alone, and averages the weights on the side.

    `SteeredControl` is for an LR that depends on the run.

    Args:
        model: what is trained.
        optimizer: holds the LR that the run was given; its first parameter group's counts for all.
        factor: share of that LR in force at a step (from 1).
        rate: the effective LR, for an optimizer that multiplies the LR written by a factor of its own.
    """

    def __init__(
        self,
        *,
        model: nn.Module,
        optimizer: Optimizer,
        factor: Callable[[int], float],
        rate: Callable[[], float] | None = None,
    ) -> None:
        """Write the LR of step 1."""
        self._optimizer = optimizer
        self._groups = optimizer.param_groups
        self._lr = float(self._groups[0]["lr"])
        self._factor = factor
        self._rate = rate
        self._average = TailAverage(model.parameters())
        self._step = 1
        self._write()

    @property
    def lr(self) -> float:
        """LR in force at the next step."""
        return float(self._groups[0]["lr"]) if self._rate is None else self._rate()

    def advance(self, loss: Tensor, /) -> None:
        """Make the step and write the next one's LR."""
        self._optimizer.step()
        self.step(loss)

    def step(self, loss: Tensor, /) -> None:  # noqa: ARG002 - a plan does not look
        """Take in the weights after a step that somebody else made and write the next step's LR."""
        self._average.update()
        self._step += 1
        self._write()

    def measured(self, replay: Callable[[], None]) -> AbstractContextManager[object]:  # noqa: ARG002 - the contract's
        """Leave the weights as they are."""
        return nullcontext()

    def averaged(self) -> AbstractContextManager[object]:
        """Put the averaged weights in the model's place for the duration of a with-block."""
        return self._average.in_place()

    def _write(self) -> None:
        for group in self._groups:
            group["lr"] = self._lr * self._factor(self._step)
