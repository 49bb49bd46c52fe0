"""Two spirals in the plane, one inside the other."""

import math

import torch

from awarelr.benchmark.data.labelled import Labelled, Split

__all__ = ["spirals"]

_SEED = 0


def spirals(*, examples: int, half_turns: float, noise: float) -> Split:
    """Return as many training as validation points of two spirals of radius 1.

    They are the same in every run. Points lie evenly over the disc: the radius is the square root of a uniform draw, so
    that few lie at the centre, where nobody could tell the spirals apart.

    Args:
        examples: number of points in each of both sets.
        half_turns: how far each spiral winds, in half turns.
        noise: standard deviation added to each coordinate.

    Source: Lang and Witbrock, "Learning to tell two spirals apart", 1988; this parametrisation is *ours*.
    """
    generator = torch.Generator().manual_seed(_SEED)
    train = _draw(examples, half_turns, noise, generator)
    return Split(train=train, validation=_draw(examples, half_turns, noise, generator))


def _draw(count: int, half_turns: float, noise: float, generator: torch.Generator) -> Labelled:
    label = torch.randint(0, 2, (count,), generator=generator)
    radius = torch.rand(count, generator=generator).sqrt()
    angle = math.pi * (half_turns * radius + label)
    points = radius[:, None] * torch.stack((torch.cos(angle), torch.sin(angle)), dim=1)
    return Labelled(inputs=points + noise * torch.randn(count, 2, generator=generator), targets=label)
