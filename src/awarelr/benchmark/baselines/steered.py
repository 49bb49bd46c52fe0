"""The control of whoever follows the run: a scheduler that reads the loss, or an optimizer that adapts itself."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol, final

from torch import Tensor, nn
from torch.optim import Optimizer

from awarelr.benchmark.averaging import TailAverage

__all__ = ["Average", "SteeredControl"]


class Average(Protocol):
    """An average of the weights, such as `TailAverage`."""

    def update(self) -> None:
        """Take in the weights after one more step."""
        ...

    def in_place(self) -> AbstractContextManager[object]:
        """Put the average in the weights' place for the duration of a with-block."""
        ...


@final
class SteeredControl:
    """Makes the optimizer's step, shows the loss to whoever sets the LR, and averages the weights on the side.

    `PlannedControl` is for an LR that is known before the run begins.

    Args:
        model: what is trained.
        optimizer: makes the steps.
        heed: called after every step with its loss, to set the next LR; None where the optimizer does it itself.
        update: makes the step, given the loss; None for the optimizer's own ``step()``.
        rate: the effective LR; None for that of the optimizer's first parameter group.
        average: the average to be judged by; None for the house's.
    """

    def __init__(
        self,
        *,
        model: nn.Module,
        optimizer: Optimizer,
        heed: Callable[[Tensor], object] | None = None,
        update: Callable[[Tensor], object] | None = None,
        rate: Callable[[], float] | None = None,
        average: Average | None = None,
    ) -> None:
        """Store the parts."""
        self._optimizer = optimizer
        self._heed = heed
        self._update = update
        self._rate = rate
        self._average = TailAverage(model.parameters()) if average is None else average

    @property
    def lr(self) -> float:
        """LR in force at the next step."""
        return float(self._optimizer.param_groups[0]["lr"]) if self._rate is None else self._rate()

    def advance(self, loss: Tensor, /) -> None:
        """Make the step and have the next LR set."""
        if self._update is None:
            self._optimizer.step()
        else:
            self._update(loss)
        self._average.update()
        if self._heed is not None:
            self._heed(loss)

    def measured(self, replay: Callable[[], None]) -> AbstractContextManager[object]:  # noqa: ARG002 - the contract's
        """Leave the weights as they are."""
        return nullcontext()

    def averaged(self) -> AbstractContextManager[object]:
        """Put the averaged weights in the model's place for the duration of a with-block."""
        return self._average.in_place()
