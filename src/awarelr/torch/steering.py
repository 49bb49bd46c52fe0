"""Who builds the scheduler where a framework owns the loop: it alone knows optimizer, model and budget in time."""

from typing import Protocol

import torch

from awarelr.torch.aware_lr import AwareLR
from awarelr.torch.scheduler import Scheduler

__all__ = ["Steer", "aware"]


class Steer(Protocol):
    """Builds the scheduler of a training that a framework is about to begin: a function, or anything that is called."""

    def __call__(
        self, optimizer: torch.optim.Optimizer, model: torch.nn.Module, total_steps: int | None, /
    ) -> Scheduler:
        """Build it.

        Args:
            optimizer: the torch optimizer that will step.
            model: the model, wrapped as it will train: by ``DistributedDataParallel`` where there are several ranks.
            total_steps: optimizer steps that the framework plans; None if it has no end in sight.
        """
        ...


def aware(optimizer: torch.optim.Optimizer, model: torch.nn.Module, total_steps: int | None, /) -> AwareLR:
    """Build an `AwareLR` that knows the budget, so that the last weights, which frameworks save, are good ones."""
    return AwareLR(optimizer, model=model, total_steps=total_steps)
