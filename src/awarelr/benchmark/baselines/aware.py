"""The house's own entry."""

from dataclasses import dataclass
from typing import final

from torch import nn
from torch.optim import Optimizer

from awarelr.benchmark.baselines.baseline import Control
from awarelr.torch import AwareLR

__all__ = ["AwareBaseline"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class AwareBaseline:
    """AwareLR as a user meets it: defaults, budget unknown; `CosineBaseline` is the planned rival."""

    name: str = "aware"

    def start(self, *, model: nn.Module, optimizer: Optimizer, total_steps: int) -> Control:  # noqa: ARG002
        """Return the scheduler itself; it is not told the budget."""
        return AwareLR(optimizer, model=model)
