"""The contract of a baseline."""

from contextlib import AbstractContextManager
from typing import Protocol

from torch import Tensor, nn
from torch.optim import Optimizer

__all__ = ["Baseline", "Control"]


class Control(Protocol):
    """A baseline at work on one run."""

    def step(self, loss: Tensor, /) -> None:
        """Take note of the step just made and write the LR of the next; ``loss`` is the step's training loss."""
        ...

    def averaged(self) -> AbstractContextManager[object]:
        """Put the averaged weights in the model's place for the duration of a with-block."""
        ...


class Baseline(Protocol):
    """A way to set the LR."""

    @property
    def name(self) -> str:
        """Key in the registry."""
        ...

    def start(self, *, model: nn.Module, optimizer: Optimizer, total_steps: int) -> Control:
        """Write the LR of step 1 and return the control of the run.

        Args:
            model: what is trained.
            optimizer: holds the LR that the run was given.
            total_steps: the task's budget in optimizer steps; a baseline that claims to need none ignores it.
        """
        ...
