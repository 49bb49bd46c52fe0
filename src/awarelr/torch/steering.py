"""Who builds the scheduler where a framework owns the loop: it alone knows optimizer, model and budget in time."""

from typing import Protocol

import torch

from awarelr.errors import ConflictError, SettingError
from awarelr.torch.aware_lr import AwareLR
from awarelr.torch.claims import delegate
from awarelr.torch.scheduler import Scheduler

__all__ = ["Steer", "aware", "checked"]


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


def checked(scheduler: object, optimizer: torch.optim.Optimizer, source: str) -> Scheduler:
    """Return a scheduler that is about to drive a framework's training.

    Args:
        scheduler: what was built or handed over.
        optimizer: the optimizer that will step.
        source: where it came from, as a user names it.

    Raises:
        SettingError: it is no scheduler of this library.
        ConflictError: it is closed, or drives another optimizer.
    """
    if not isinstance(scheduler, Scheduler):
        kind = "nothing" if scheduler is None else f"a {type(scheduler).__name__}"
        raise SettingError(
            f"{source} must give an awarelr.torch.Scheduler, got {kind}. Return AwareLR(optimizer, model=model), or a "
            f"Scheduler with another member of the family."
        )
    if scheduler.closed or scheduler.optimizer is not delegate(optimizer):
        state = "is closed" if scheduler.closed else "drives another optimizer"
        raise ConflictError(
            f"{source} must give a scheduler of the optimizer that is trained, got one that {state}. Build a new one."
        )
    return scheduler
