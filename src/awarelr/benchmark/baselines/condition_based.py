"""ConB: the condition is named from the loss alone, and answered."""

from dataclasses import dataclass
from typing import final

from torch import nn
from torch.optim import Optimizer

from awarelr.benchmark.baselines.steered import SteeredControl
from awarelr.schedules.condition_based import ConditionBased
from awarelr.torch import Scheduler

__all__ = ["ConditionBasedBaseline"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionBasedBaseline:
    """ConB at its defaults; `AwareBaseline` reads gradients and weights too.

    Source: a concept design handed to this project; ``awarelr.schedules.ConditionBased``.
    """

    name: str = "conb"

    def start(self, *, model: nn.Module, optimizer: Optimizer, total_steps: int) -> SteeredControl:  # noqa: ARG002
        """Return the control of one run; the budget does not matter to it."""
        scheduler = Scheduler(optimizer, ConditionBased(), model=model)
        return SteeredControl(model=model, optimizer=optimizer, heed=scheduler.step)
