"""One climb, one descent, and the momentum against it."""

from dataclasses import dataclass
from typing import final

from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import OneCycleLR

from awarelr.benchmark.baselines.inherited import inherit
from awarelr.benchmark.baselines.steered import SteeredControl

__all__ = ["OneCycleBaseline"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class OneCycleBaseline:
    """Smith's 1cycle at torch's defaults, the LR given as its top; `CosineBaseline` has no climb to speak of.

    The momentum is cycled as documented where the task's optimizer has one; torch would also give momentum to an
    optimizer that has none, which would be another optimizer, with another LR, and refuses Adagrad. Beyond the budget,
    where torch's class raises, LR and momentum stay as they are at the end.

    Source: Smith and Topin, "Super-convergence", 2018; ``OneCycleLR`` in torch.
    """

    name: str = "one_cycle"

    def start(self, *, model: nn.Module, optimizer: Optimizer, total_steps: int) -> SteeredControl:
        """Return the control of one run."""
        inherited = inherit(optimizer)
        schedule = OneCycleLR(
            optimizer,
            max_lr=inherited.lr,
            total_steps=total_steps,
            cycle_momentum="betas" in optimizer.defaults or inherited.momentum > 0.0,
        )

        def heed(_loss: Tensor) -> None:
            if schedule.last_epoch < total_steps - 1:
                schedule.step()

        return SteeredControl(model=model, optimizer=optimizer, heed=heed)
