"""The LR falls when the loss no longer does."""

from dataclasses import dataclass
from typing import final

from torch import nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import ReduceLROnPlateau

from awarelr.benchmark.baselines.periods import PeriodLoss
from awarelr.benchmark.baselines.steered import SteeredControl

__all__ = ["PlateauBaseline"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class PlateauBaseline:
    """torch's ReduceLROnPlateau at its defaults: a tenth of the LR after 10 periods without progress.

    Its documentation calls it once an epoch with the validation loss; here it is shown the mean training loss of every
    hundredth of the run (`PeriodLoss` says why). `GreedyBaseline` can also raise the LR.

    Source: ``ReduceLROnPlateau`` in torch.
    """

    name: str = "plateau"

    def start(self, *, model: nn.Module, optimizer: Optimizer, total_steps: int) -> SteeredControl:
        """Return the control of one run; of the budget it learns only how long a period is."""
        schedule = ReduceLROnPlateau(optimizer)
        return SteeredControl(model=model, optimizer=optimizer, heed=PeriodLoss(total_steps, schedule.step))
