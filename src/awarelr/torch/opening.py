"""The journal of a training, with what a reader wants to know of where it came from."""

import platform
from os import PathLike
from typing import Any

import torch

from awarelr.journal import Journal
from awarelr.torch.driver import Driver

__all__ = ["opened"]


def opened(path: "str | PathLike[str] | None", driver: Driver) -> Journal | None:
    """Return the journal of a training, None if none is wanted or another rank has it; nothing is written yet.

    Args:
        path: the file.
        driver: the training's driver; ready to make its first reading.

    Raises:
        JournalError: the file is no journal, or cannot be written where it is.
    """
    ranks = driver.training.ranks
    if path is None or (ranks is not None and not ranks.leads):
        return None
    return Journal(path, driver.schedule, driver.state, driver.rates.lead, meta=_origin(driver))


def _origin(driver: Driver) -> dict[str, Any]:
    """Return versions, seed, optimizer and device; looking at the seed draws nothing."""
    parameters = driver.training.parameters()
    return {
        "python": platform.python_version(),
        "torch": str(torch.__version__),
        "seed": torch.initial_seed(),
        "optimizer": type(driver.training.optimizer).__name__,
        "parameters": sum(each.numel() for each in parameters),
        "device": ", ".join(sorted({str(each.device) for each in parameters})),
        "observe_only": not driver.act,
    }
