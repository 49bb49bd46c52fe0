"""Values whose mean and spread both depend on a point."""

import torch
from torch import Tensor

from awarelr.benchmark.data.labelled import Labelled
from awarelr.benchmark.data.step_generator import step_generator

__all__ = ["spread_at", "spread_mean", "spread_sd"]


def spread_mean(points: Tensor) -> Tensor:
    """Return the mean at each point: ``sin(5 x)``."""
    return torch.sin(5.0 * points)


def spread_sd(points: Tensor) -> Tensor:
    """Return the standard deviation at each point: from 0.01 at the left end, ``x = -1``, to 0.25 at the right."""
    return 0.01 + 0.06 * (points + 1.0).square()


def spread_at(*, seed: int, step: int, batch: int) -> Labelled:
    """Return fresh points, uniform in [-1, 1], shape (batch, 1), and a normal value at each, shape (batch,).

    Args:
        seed: the run's seed.
        step: the step, from 1.
        batch: examples a step.
    """
    generator = step_generator(seed=seed, step=step)
    points = 2.0 * torch.rand(batch, generator=generator) - 1.0
    values = spread_mean(points) + spread_sd(points) * torch.randn(batch, generator=generator)
    return Labelled(inputs=points[:, None], targets=values)
