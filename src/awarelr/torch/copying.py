"""Copies of a scheduler: deep ones, together with its training; none by pickling."""

import copy
from typing import Any

import torch

from awarelr.errors import CopyError
from awarelr.torch.driver import Driver

__all__ = ["copied", "unpicklable"]


def copied(driver: Driver, memo: dict[int, Any]) -> dict[str, Any]:
    """Return the arguments of a scheduler that drives a copy of the optimizer, from the LRs it once started at.

    Args:
        driver: the driver of the scheduler being copied.
        memo: what has been copied already, as `copy.deepcopy` hands it on.
    """
    training = driver.training
    optimizer = copy.deepcopy(training.optimizer, memo)
    for group, lr in zip(optimizer.param_groups, driver.rates.base_lrs, strict=False):
        group["lr"] = torch.full_like(group["lr"], lr) if isinstance(group["lr"], torch.Tensor) else lr
    return {
        "optimizer": optimizer,
        "schedule": driver.schedule,
        "model": copy.deepcopy(training.model, memo),
        "scaler": copy.deepcopy(training.scaler, memo),
        "decide_every": driver.decide_every,
        "observe_only": not driver.act,
        "on_rollback": driver.chronicle.on_rollback,
        "keep_best": driver.best is not None,
    }


def unpicklable(scheduler: object) -> CopyError:
    """Return the error of a scheduler that was to be pickled, which would lose its hook on the optimizer."""
    return CopyError(
        f"{type(scheduler).__name__} cannot be pickled, it is tied to a live optimizer. "
        f"Save scheduler.state_dict() and load it into a new scheduler on the new optimizer."
    )
