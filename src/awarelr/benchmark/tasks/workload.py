"""One seeded run's worth of a task."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import final

from torch import Tensor, nn
from torch.optim import Optimizer

__all__ = ["Workload"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """A fresh model, its data and what to measure: all that `Task.build` returns for one seed.

    Args:
        model: the parameters at their start.
        optimizer: makes the task's optimizer for the model at a given LR; called once a run.
        loss: training loss of step ``step`` (from 1) at the weights now in place, ready for ``backward``. The batch is
            a function of seed and step alone.
        metric: quality of a model with the weights now in it, lower is better; call it in evaluation mode and without
            gradients.
    """

    model: nn.Module
    optimizer: Callable[[float], Optimizer]
    loss: Callable[[int], Tensor]
    metric: Callable[[nn.Module], float]
