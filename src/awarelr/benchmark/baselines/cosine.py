"""Warm-up, then half a cosine down to zero over a known budget."""

import math
from dataclasses import dataclass
from typing import final

from torch import nn
from torch.optim import Optimizer

from awarelr.benchmark.baselines.planned import PlannedControl

__all__ = ["CosineBaseline", "cosine_factor"]


def cosine_factor(step: int, *, total_steps: int, warmup: int) -> float:
    """Return the share of the LR given at ``step`` (from 1): half a cosine to zero, times a linear warm-up.

    The cosine runs over the whole budget, warm-up included, so that the peak lies a little below 1. *Rejected*: a
    cosine that begins where the warm-up ends; the recorded tuned figures were made with this one.

    Example:
        >>> [round(cosine_factor(step, total_steps=6, warmup=2), 3) for step in range(1, 7)]
        [0.5, 0.933, 0.75, 0.5, 0.25, 0.067]
    """
    return min(1.0, step / warmup) * 0.5 * (1.0 + math.cos(math.pi * (step - 1) / total_steps))


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
    warmup: float = 0.05

    def start(self, *, model: nn.Module, optimizer: Optimizer, total_steps: int) -> PlannedControl:
        """Return the control of one run."""
        warmup = max(1, round(self.warmup * total_steps))
        return PlannedControl(
            model=model,
            optimizer=optimizer,
            factor=lambda step: cosine_factor(step, total_steps=total_steps, warmup=warmup),
        )
