"""The house's own entry."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import final

from torch import Tensor, nn
from torch.optim import Optimizer

from awarelr.torch import AwareLR

__all__ = ["AwareBaseline", "AwareControl"]


@final
class AwareControl:
    """AwareLR beside the optimizer, as in a user's loop; `SteeredControl` would average the weights a second time.

    Args:
        optimizer: makes the steps.
        scheduler: sets the LR and averages the weights.
    """

    def __init__(self, optimizer: Optimizer, scheduler: AwareLR) -> None:
        """Store the parts."""
        self._optimizer = optimizer
        self._scheduler = scheduler

    @property
    def lr(self) -> float:
        """LR in force at the next step."""
        return float(self._optimizer.param_groups[0]["lr"])

    def advance(self, loss: Tensor, /) -> None:
        """Make the step and have the next LR decided."""
        self._optimizer.step()
        self._scheduler.step(loss)

    def measured(self, replay: Callable[[], None]) -> AbstractContextManager[object]:  # noqa: ARG002 - the contract's
        """Leave the weights as they are."""
        return nullcontext()

    def averaged(self) -> AbstractContextManager[object]:
        """Put the averaged weights in the model's place for the duration of a with-block."""
        return self._scheduler.averaged()


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class AwareBaseline:
    """AwareLR as a user meets it: defaults, budget unknown; `CosineBaseline` is the planned rival."""

    name: str = "aware"

    def start(self, *, model: nn.Module, optimizer: Optimizer, total_steps: int) -> AwareControl:  # noqa: ARG002
        """Return the control of one run; it is not told the budget."""
        return AwareControl(optimizer, AwareLR(optimizer, model=model))
