"""The coordinates that the torch sensor reads on one device, side by side in flat vectors."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, final

import torch
from torch import Tensor

from awarelr.sensors.contract import BOUNCE_WEIGHT, Sum
from awarelr.sensors.sampling import Sample
from awarelr.sensors.torch_pieces import cut_alike, piece, pieces

__all__ = ["LONG", "MEDIUM", "SHORT", "SNAPSHOT", "THETA", "Lane", "Watched", "coordinates"]

SHORT, MEDIUM, LONG, SNAPSHOT, THETA = range(5)
"""Rows of a lane: three averages, the snapshot's parameters, and those of the latest reading."""
_WANTED = (0, 6, 12, 18, 1, 2, 3, 24)
"""Places of gg, ss, mm, ll, gs, gm, gl and dd in the 5 x 5 products of gradient and displacements, row by row."""
_AT_ONCE = 1 << 17
"""Coordinates whose differences are held at once on a host: they stay in its cache, and memory stays small (*ours*)."""
_LOOK_EVERY = 8
"""Readings from one look for tensors whose gradient is zero to the next (*ours*): a look costs a pass."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A parameter, its place in the order of all, and what is read of it."""

    position: int
    parameter: Tensor
    sample: Sample

    def part(self, tensor: Tensor) -> Tensor:
        """Return the coordinates of a tensor of the parameter's shape that are read."""
        sample = self.sample
        tensor = piece(tensor)
        if tensor.is_complex():
            tensor = torch.view_as_real(tensor.resolve_conj())
        if sample.size == tensor.numel():
            return tensor
        flat = tensor if tensor.is_contiguous() else tensor.contiguous()
        return flat.as_strided((sample.blocks, sample.block), (sample.period, 1))


@final
class Lane:
    """Parameters added together that are on one device, gathered into one flat vector.

    Args:
        watched: the parameters and what is read of them; all in as many pieces.
    """

    def __init__(self, watched: list[Watched]) -> None:
        """Start every row at the parameters."""
        parameters = [each.parameter for each in watched]
        self.watched = watched
        self.device = parameters[0].device
        self.sizes = [each.sample.size for each in watched]
        self.sums_type = torch.float32 if self.device.type == "mps" else torch.float64
        size = sum(self.sizes)
        self.share = size / max(sum(coordinates(piece(each)) for each in parameters), 1)
        self.pieces = pieces(parameters[0])
        wide = any(each.dtype in (torch.float64, torch.complex128) for each in parameters)
        options: dict[str, Any] = {"dtype": torch.float64 if wide else torch.float32, "device": self.device}
        self.rows = torch.empty((5, size), **options)
        self.theta = self.rows[THETA]
        self._gradient = torch.empty(size, **options)
        self._at_once = min(size, _AT_ONCE) if self.device.type == "cpu" else size
        self._differences = torch.empty((5, self._at_once), **options)
        self._product = torch.empty((5, 5), **options)
        self._wanted = torch.tensor(_WANTED, device=self.device)
        self._theta_targets = self._targets(self.theta)
        self._gradient_targets = self._targets(self._gradient)
        self.row_targets = self._targets(self.rows[SNAPSHOT])
        self.pending: tuple[float, float, float] | None = None
        self.reads = 0
        with torch.no_grad():
            self.rows[:THETA] = self.gather_parameters()

    def gather_parameters(self) -> Tensor:
        """Bring the parameters as they are now into ``theta``."""
        self.gather([each.parameter for each in self.watched], self._theta_targets)
        return self.theta

    def gather(self, tensors: Sequence[Tensor | None], targets: Sequence[Tensor]) -> None:
        """Copy what is read of each tensor to its place; zeros stand for None."""
        there, sources = [], []
        for watched, tensor, target in zip(self.watched, tensors, targets, strict=True):
            if tensor is None:
                target.zero_()
            elif watched.sample.size:
                there.append(target)
                sources.append(watched.part(tensor))
        if sources:
            torch._foreach_copy_(there, sources)

    def settle(self) -> None:
        """Do the absorbing that `TorchSensor.absorb` announced; ``theta`` stays that of the latest reading."""
        if self.pending is not None:
            self.gather([each.parameter for each in self.watched], self._gradient_targets)
            self._absorb(self._gradient)

    def read(self) -> Tensor:
        """Return the vector of sums over these parameters."""
        self.gather_parameters()
        if self.pending is not None:
            self._absorb(self.theta)
        self.gather([_dense_gradient(each.parameter) for each in self.watched], self._gradient_targets)
        sums = torch.zeros(len(Sum), dtype=self.sums_type, device=self.device)
        for start in range(0, self.theta.numel(), self._at_once or 1):
            products = self._gram(start, min(start + self._at_once, self.theta.numel()))
            sums[Sum.GG : Sum.DD + 1] += products.view(-1).index_select(0, self._wanted)
        sums[Sum.TT] = torch.dot(self.theta, self.theta)
        self._count_gradients(sums)
        if self.share != 1.0:
            sums /= self.share or 1.0
        if self.pieces != 1:  # so that the mean over the ranks is the sum over the pieces
            sums *= self.pieces
        sums[Sum.NON_FINITE] = ~torch.isfinite(sums[Sum.GG])
        return sums

    def _count_gradients(self, sums: Tensor) -> None:
        """Count coordinates without a gradient and, now and then, those of tensors whose gradient is zero."""
        graded = [each.parameter.grad is not None and each.parameter.requires_grad for each in self.watched]
        # Plain numbers are filled in: an assignment would send each to the accelerator, and wait for all before it.
        sums[Sum.COORDINATES].fill_(self.theta.numel())
        sums[Sum.UNGRADED].fill_(sum(size for size, there in zip(self.sizes, graded, strict=True) if not there))
        self.reads += 1
        if self.reads % _LOOK_EVERY:
            sums[Sum.ZEROED].fill_(-1.0)
            return
        targets = zip(self._gradient_targets, self.sizes, graded, strict=True)
        looked = [(target, size) for target, size, there in targets if there and size]
        if looked:
            sums[Sum.ZEROED] = torch.stack([~target.any() * size for target, size in looked]).sum()

    def _gram(self, start: int, end: int) -> Tensor:
        """Return the inner products of gradient and displacements, over some of the coordinates."""
        differences = self._differences[:, : end - start]
        differences[0] = self._gradient[start:end]
        torch.sub(self.theta[start:end], self.rows[:THETA, start:end], out=differences[1:])
        # (e_medium - e_long) + c (theta - e_medium), from the two differences at hand.
        differences[3].sub_(differences[2], alpha=1.0 - BOUNCE_WEIGHT)
        # With ``out``, autocast leaves it alone: a half-precision product would overflow and mean nothing.
        return torch.mm(differences, differences.T, out=self._product)

    def _absorb(self, values: Tensor) -> None:
        # Plain numbers as weights: a tensor of them would have to be sent to the accelerator, and waited for.
        for row, share in enumerate(self.pending or ()):
            self.rows[row].lerp_(values, share)
        self.pending = None

    def _targets(self, flat: Tensor) -> list[Tensor]:
        """Cut a flat vector into the places of what is read of each parameter."""
        targets = []
        for watched, part in zip(self.watched, flat.split_with_sizes(self.sizes), strict=True):
            shaped = part.view(watched.part(watched.parameter.detach()).shape) if watched.sample.size else part
            targets.append(shaped)
        return targets


def coordinates(parameter: Tensor) -> int:
    """Return how many real numbers a parameter holds; all of them, even where only a piece is here."""
    return parameter.numel() * (2 if parameter.is_complex() else 1)


def _dense_gradient(parameter: Tensor) -> Tensor | None:
    gradient = parameter.grad
    if gradient is None:
        return None
    gradient = cut_alike(gradient, parameter)
    return gradient if gradient.layout is torch.strided else gradient.to_dense()
