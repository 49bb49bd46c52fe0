"""RobustRat: the LR follows the size of the loss's relative change."""

from dataclasses import dataclass
from typing import final

from torch import nn
from torch.optim import Optimizer

from awarelr.benchmark.baselines.steered import SteeredControl
from awarelr.schedules.robust_ratio import RobustRatio
from awarelr.torch import Scheduler

__all__ = ["RobustRatioBaseline"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class RobustRatioBaseline:
    """RobustRat in its faithful form, unbounded, at its defaults; `RatioBasedBaseline` is its kin for linear models.

    Source: a concept design handed to this project; ``awarelr.schedules.RobustRatio``.
    """

    name: str = "robust_ratb"

    def start(self, *, model: nn.Module, optimizer: Optimizer, total_steps: int) -> SteeredControl:  # noqa: ARG002
        """Return the control of one run; the budget does not matter to it."""
        scheduler = Scheduler(optimizer, RobustRatio(), model=model)
        return SteeredControl(model=model, optimizer=optimizer, heed=scheduler.step)
