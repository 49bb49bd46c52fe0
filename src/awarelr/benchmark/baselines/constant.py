"""The LR that was given, to the end."""

from dataclasses import dataclass
from typing import final

from torch import nn
from torch.optim import Optimizer

from awarelr.benchmark.baselines.planned import PlannedControl

__all__ = ["ConstantBaseline"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ConstantBaseline:
    """The LR never changes; with averaged weights a strong rival. `CosineBaseline` anneals instead.

    Source: Robbins and Monro, 1951, without the decay.
    """

    name: str = "constant"

    def start(self, *, model: nn.Module, optimizer: Optimizer, total_steps: int) -> PlannedControl:  # noqa: ARG002
        """Return the control of one run; the budget does not matter to it."""
        return PlannedControl(model=model, optimizer=optimizer, factor=lambda _step: 1.0)
