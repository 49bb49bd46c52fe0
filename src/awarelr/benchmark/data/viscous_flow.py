"""A steady viscous flow between two walls: its equation, and what is pushed with at scattered points."""

import math

import torch
from torch import Tensor

from awarelr.benchmark.data.labelled import Labelled

__all__ = ["VISCOSITY", "flow_at", "force_at", "pushed"]

VISCOSITY = 0.2
"""Factor of the second derivative in the equation."""

_SEED = 29
_WAVES = ((1.0, math.pi), (0.3, 3.0 * math.pi))


def flow_at(points: Tensor) -> Tensor:
    """Return the solution ``u`` at points in [-1, 1]: two sines, 0 at both walls."""
    return torch.stack([height * torch.sin(wave * points) for height, wave in _WAVES]).sum(dim=0)


def force_at(points: Tensor) -> Tensor:
    """Return the ``f`` for which that is the solution of ``u u' - 0.2 u'' = f``, the steady equation of Burgers."""
    slope = torch.stack([height * wave * torch.cos(wave * points) for height, wave in _WAVES]).sum(dim=0)
    bend = -torch.stack([height * wave**2 * torch.sin(wave * points) for height, wave in _WAVES]).sum(dim=0)
    return flow_at(points) * slope - VISCOSITY * bend


def pushed(*, count: int, noise: float) -> Labelled:
    """Return points in [-1, 1], shape (count, 1), and the force measured there, same shape; the same in every run.

    Args:
        count: number of points.
        noise: standard deviation of a measured force around the true one, which spreads by about 4.
    """
    generator = torch.Generator().manual_seed(_SEED)
    points = 2.0 * torch.rand(count, 1, generator=generator) - 1.0
    measured = force_at(points) + noise * torch.randn(points.shape, generator=generator)
    return Labelled(inputs=points, targets=measured)
