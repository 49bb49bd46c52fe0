"""Where many ranks meet: every vector of sums becomes the mean of all ranks', so that all of them decide alike."""

from typing import final

import torch
from torch import Tensor
from torch import distributed as dist
from torch.nn.parallel import DistributedDataParallel

__all__ = ["Ranks", "alone", "ranks_of", "several"]


@final
class Ranks:
    """The processes that train one model together. Gradients are already the same on all of them, losses are not.

    Args:
        group: the processes; None for all of them.
        device: where a vector has to be for them to exchange it.
    """

    def __init__(self, group: "dist.ProcessGroup | None", device: torch.device) -> None:
        """Store the parts."""
        self._group = group
        self._device = device

    @property
    def leads(self) -> bool:
        """True on the one that writes the journal."""
        return dist.get_rank(self._group) == 0

    def mean(self, sums: Tensor) -> Tensor:
        """Return the mean over all ranks, the same to the last bit on each; all of them must come here."""
        shared = sums.to(self._device, copy=True)
        dist.all_reduce(shared, group=self._group)
        return (shared / dist.get_world_size(self._group)).to(sums.device)


def ranks_of(model: "torch.nn.Module | None") -> "Ranks | None":
    """Return the ranks of a model that several processes train, which only ``DistributedDataParallel`` tells."""
    if not isinstance(model, DistributedDataParallel):
        return None
    return Ranks(model.process_group, next(model.parameters()).device)


def alone(model: torch.nn.Module) -> torch.nn.Module:
    """Return the model that one rank may call while the others do something else."""
    return model.module if isinstance(model, DistributedDataParallel) else model


def several() -> bool:
    """True if this is one of several processes."""
    return dist.is_available() and dist.is_initialized() and dist.get_world_size() > 1
