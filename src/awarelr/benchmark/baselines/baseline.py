"""The contract of a baseline."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from torch import Tensor, nn
from torch.optim import Optimizer

__all__ = ["Baseline", "Control"]


class Control(Protocol):
    """A baseline at work on one run; docs/decisions/0040 says why it makes the steps itself."""

    @property
    def lr(self) -> float:
        """LR in force at the next step: the effective one, adapted factors included, where it can be known."""
        ...

    def advance(self, loss: Tensor, /) -> None:
        """Make the step that the gradients in place call for, and get ready for the next.

        Args:
            loss: the training loss that the gradients belong to, before the step.
        """
        ...

    def measured(self, replay: Callable[[], None]) -> AbstractContextManager[object]:
        """Put the weights in place that the baseline wants to be judged by, for the duration of a with-block.

        Args:
            replay: runs the model, in training mode and without gradients, over up to 50 of the latest training
                batches; for who has to estimate BatchNorm's statistics anew at other weights.
        """
        ...

    def averaged(self) -> AbstractContextManager[object]:
        """Put the averaged weights in the model's place for the duration of a with-block within `measured`."""
        ...


class Baseline(Protocol):
    """A way to set the LR.

    A baseline that takes no LR has an attribute ``lr_free`` that is True: whatever LR a protocol asks for, it is run
    once.
    """

    @property
    def name(self) -> str:
        """Key in the registry."""
        ...

    def start(self, *, model: nn.Module, optimizer: Optimizer, total_steps: int) -> Control:
        """Get ready for step 1 and return the control of the run.

        Args:
            model: what is trained.
            optimizer: the task's, with the LR that the run was given; a baseline that is an optimizer itself takes over
                what it has settings for and leaves this one alone.
            total_steps: the task's budget in optimizer steps; a baseline that claims to need none ignores it.
        """
        ...
