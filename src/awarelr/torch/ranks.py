"""Where many ranks meet: every vector of sums becomes the mean of all ranks', so that all of them decide alike."""

from collections.abc import Sequence
from typing import Any, final

import torch
from torch import Tensor
from torch import distributed as dist
from torch.nn.parallel import DistributedDataParallel

from awarelr.errors import SettingError
from awarelr.sensors.torch_pieces import in_pieces

__all__ = ["Ranks", "alone", "ranks_of", "reshard", "several"]


@final
class Ranks:
    """The processes that train one model together. Gradients are already the same on all of them, losses are not.

    Args:
        groups: the processes, None for all of them; one group after the other where they stand in a grid.
        device: where a vector has to be for them to exchange it.
        in_pieces: True if each holds pieces of the parameters, so that whatever is done needs all of them.
    """

    def __init__(
        self, groups: "Sequence[dist.ProcessGroup | None]", device: torch.device, *, in_pieces: bool = False
    ) -> None:
        """Store the parts."""
        self._groups = groups
        self._device = device
        self.in_pieces = in_pieces

    @property
    def leads(self) -> bool:
        """True on the one that writes the journal."""
        return not any(dist.get_rank(group) for group in self._groups)

    @property
    def place(self) -> list[list[int]] | None:
        """Rank and size in each group, for a state that only this rank can go on from; None if any can."""
        if not self.in_pieces:
            return None
        return [[dist.get_rank(group), dist.get_world_size(group)] for group in self._groups]

    def mean(self, sums: Tensor) -> Tensor:
        """Return the mean over all ranks, the same to the last bit on each; all of them must come here."""
        shared = sums.to(self._device, copy=True)
        for group in self._groups:
            dist.all_reduce(shared, group=group)
            shared /= dist.get_world_size(group)
        return shared.to(sums.device)


def ranks_of(model: "torch.nn.Module | None", parameters: Sequence[Tensor]) -> "Ranks | None":
    """Return the ranks that train a model together, which ``DistributedDataParallel`` or the parameters tell.

    Raises:
        SettingError: the parameters are in pieces that are not understood, or the model they belong to is not given.
    """
    whole = [each for each in parameters if not in_pieces(each)] if model is not None and reshard(model) else []
    if any(each.numel() and not each.untyped_storage().size() for each in whole):
        message = (
            "optimizer must hold the sharded parameters, got some that fully_shard had put together for an evaluation "
            "and has let go of. Build the optimizer before the model is evaluated, or after model.reshard()."
        )
        raise SettingError(message)
    cut: list[Any] = [each for each in parameters if in_pieces(each)]
    if isinstance(model, DistributedDataParallel) and not cut:
        return Ranks([model.process_group], next(model.parameters()).device)
    wrappers = () if model is None else [type(each).__name__ for each in model.modules()]
    for wrapper in ("FullyShardedDataParallel", *(["DistributedDataParallel"] if cut else [])):
        if wrapper in wrappers:
            message = (
                f"a model whose parameters are in pieces must be sharded by fully_shard(), got one in {wrapper}, which "
                f"hides them. Shard it with torch.distributed.fsdp.fully_shard, over a mesh that has copies if need be."
            )
            raise SettingError(message)
    if not cut:
        return None
    if model is None:
        message = (
            "model must be given where its parameters are sharded, got None: whatever changes weights has to tell it. "
            "Pass model=model."
        )
        raise SettingError(message)
    meshes = list(dict.fromkeys(each.device_mesh for each in cut))  # in order: all ranks have to choose the same one
    widest = max(meshes, key=lambda mesh: mesh.size())
    apart = [mesh for mesh in meshes if not _members(mesh) <= _members(widest)]
    if apart:
        message = (
            f"all parameters must be sharded over one device mesh or a part of it, got {apart[0]} beside {widest}. "
            f"Build an optimizer and a scheduler for each."
        )
        raise SettingError(message)
    return Ranks(widest.get_all_groups(), torch.device(widest.device_type), in_pieces=True)


def _members(mesh: Any) -> set[int]:  # noqa: ANN401 - importing a mesh's type would cost every user what few need
    """Return the ranks of a mesh."""
    return set(mesh.mesh.flatten().tolist())


def reshard(model: torch.nn.Module) -> bool:
    """Let go of whole weights that ``fully_shard`` put together for an evaluation; until then they pass for others.

    Returns:
        True if the model has any module that it shards.
    """
    found = False
    for module in model.modules():
        sharded: Any = module
        if hasattr(sharded, "unshard") and hasattr(sharded, "set_requires_gradient_sync"):
            sharded.reshard()
            found = True
    return found


def alone(model: torch.nn.Module) -> torch.nn.Module:
    """Return the model that one rank may call while the others do something else."""
    return model.module if isinstance(model, DistributedDataParallel) else model


def several() -> bool:
    """True if this is one of several processes."""
    return dist.is_available() and dist.is_initialized() and dist.get_world_size() > 1
