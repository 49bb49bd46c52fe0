"""Parameters that several processes hold in pieces (``fully_shard``, tensor parallelism), and the piece that is here.

A ``DTensor`` is known by what it can do: importing its module would cost every user what only these need.
"""

import math
from typing import Any

import torch
from torch import Tensor

__all__ = ["cut_alike", "in_pieces", "like", "piece", "pieces"]


def in_pieces(tensor: Tensor) -> bool:
    """True for a ``DTensor``: this process may hold no more than a piece of it."""
    return hasattr(tensor, "to_local")


def piece(tensor: Tensor) -> Tensor:
    """Return what this process holds of a tensor, in the same memory; a tensor that is whole itself."""
    if not in_pieces(tensor):
        return tensor
    parallel: Any = tensor
    with torch.no_grad():  # within it, what is written to the piece is written to the tensor
        here: Tensor = parallel.to_local()
    return here


def pieces(tensor: Tensor) -> int:
    """Return how many pieces make a tensor up; copies of a piece on other processes do not count."""
    if not in_pieces(tensor):
        return 1
    parallel: Any = tensor
    sizes = zip(parallel.placements, parallel.device_mesh.shape, strict=True)
    return math.prod(size for placement, size in sizes if not placement.is_replicate())


def cut_alike(gradient: Tensor, parameter: Tensor) -> Tensor:
    """Return a gradient in the pieces of its parameter; tensor parallelism leaves some as sums yet to be made."""
    if not (in_pieces(gradient) and in_pieces(parameter)):
        return gradient
    theirs: Any = gradient
    ours: Any = parameter
    if theirs.placements == ours.placements:
        return gradient
    whole: Tensor = theirs.redistribute(ours.device_mesh, ours.placements)
    return whole


def like(tensor: Tensor, here: Tensor) -> Tensor:
    """Return the tensor of which ``here`` is our piece, cut up as ``tensor`` is; ``here`` itself where it fits not.

    An optimizer's state holds tensors of the parameter's shape beside others, such as a count of steps.
    """
    if not in_pieces(tensor) or piece(tensor).shape != here.shape:
        return here
    parallel: Any = tensor
    kind: Any = type(tensor.data)
    whole: Tensor = kind.from_local(
        here, parallel.device_mesh, parallel.placements, run_check=False, shape=tensor.shape, stride=tensor.stride()
    )
    return whole
