"""RatB: the LR follows the ratio of recent to earlier loss."""

from dataclasses import dataclass
from typing import final

from torch import nn
from torch.optim import Optimizer

from awarelr.benchmark.baselines.steered import SteeredControl
from awarelr.schedules.ratio_based import RatioBased
from awarelr.torch import Scheduler

__all__ = ["RatioBasedBaseline"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class RatioBasedBaseline:
    """RatB in its faithful form, unbounded, at its defaults; `RobustRatioBaseline` is its kin for networks.

    Its known flaw stands: a loss that diverges raises the LR. It was designed for linear models.

    Source: a concept design handed to this project; ``awarelr.schedules.RatioBased``.
    """

    name: str = "ratb"

    def start(self, *, model: nn.Module, optimizer: Optimizer, total_steps: int) -> SteeredControl:  # noqa: ARG002
        """Return the control of one run; the budget does not matter to it."""
        scheduler = Scheduler(optimizer, RatioBased(), model=model)
        return SteeredControl(model=model, optimizer=optimizer, heed=scheduler.step)
