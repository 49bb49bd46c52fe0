"""Warm-up, then half a cosine down to zero over a known budget."""

from dataclasses import dataclass
from typing import final

from torch import nn
from torch.optim import Optimizer

from awarelr.benchmark.baselines.annealing import WARMUP, cosine_over
from awarelr.benchmark.baselines.planned import PlannedControl

__all__ = ["CosineBaseline"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class CosineBaseline:
    """What most people use who know their budget; `ConstantBaseline` needs none.

    Args:
        name: key in the registry.
        warmup: share of the budget that the LR takes to reach its peak.

    Source: Loshchilov and Hutter, "SGDR", 2017, one cycle; the warm-up after Goyal et al., 2017.
    """

    name: str = "cosine"
    warmup: float = WARMUP

    def start(self, *, model: nn.Module, optimizer: Optimizer, total_steps: int) -> PlannedControl:
        """Return the control of one run."""
        return PlannedControl(model=model, optimizer=optimizer, factor=cosine_over(total_steps, self.warmup))
