"""The LR rises while the loss falls, and falls when it does not."""

from dataclasses import dataclass
from typing import final

from torch import nn
from torch.optim import Optimizer

from awarelr.benchmark.baselines.steered import SteeredControl
from awarelr.errors import MissingExtraError

__all__ = ["GreedyBaseline"]

_FARTHEST = 1e4


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class GreedyBaseline:
    """GreedyLR, shown the training loss of every step; `PlateauBaseline` never raises the LR.

    It stands here twice. At its defaults it reads the bare loss and keeps the LR between 1e-3 and 1, whatever the LR
    given: an LR below 1e-3 can only rise. With *fair* bounds it may move as far from the LR given as AwareLR, ten
    thousand times either way, without a least change of 1e-8, and smooths the loss over 50 steps as its authors'
    example outside of their Trainer does.

    Args:
        name: key in the registry.
        fair: whether bounds are set to suit the LR given.

    Source: Subramanian et al., "GreedyLR", arXiv 2512.14527; ``GreedyLR`` in transformers, 5.24.0.
    """

    name: str = "greedy"
    fair: bool = False

    def start(self, *, model: nn.Module, optimizer: Optimizer, total_steps: int) -> SteeredControl:  # noqa: ARG002
        """Return the control of one run; the budget does not matter to it.

        Raises:
            MissingExtraError: transformers is absent.
        """
        try:
            from transformers.optimization import GreedyLR  # noqa: PLC0415 - an extra's
        except ImportError as error:
            raise MissingExtraError("transformers", "bench", f"The baseline {self.name}") from error
        if self.fair:
            lr = float(optimizer.param_groups[0]["lr"])
            schedule = GreedyLR(optimizer, min_lr=lr / _FARTHEST, max_lr=lr * _FARTHEST, eps=0.0, smooth=True)
        else:
            schedule = GreedyLR(optimizer)
        return SteeredControl(model=model, optimizer=optimizer, heed=lambda loss: schedule.step(loss.item()))
