"""Images as they might also have been taken: moved, dimmed and noisy."""

import torch
from torch import Tensor
from torch.nn import functional

__all__ = ["view"]

_SIDE = 8
_FAR = 1
_PLACES = (2 * _FAR + 1) ** 2
_DIMMEST = 0.6
_NOISE = 0.1


def view(images: Tensor, generator: torch.Generator) -> Tensor:
    """Return another view of each image of 8 x 8 pixels: moved by up to a pixel, dimmed by up to 40 %, noise of 0.1.

    What moves in is black. How strong each change is, is *ours*.

    Args:
        images: rows of 64 pixels in [0, 1].
        generator: decides what is done to each.
    """
    count = len(images)
    padded = functional.pad(images.view(count, 1, _SIDE, _SIDE), (_FAR, _FAR, _FAR, _FAR))
    placed = functional.unfold(padded, _SIDE)  # images x pixels x places
    place = torch.randint(0, _PLACES, (count,), generator=generator)
    moved = placed[torch.arange(count), :, place]
    light = _DIMMEST + (1.0 - _DIMMEST) * torch.rand(count, 1, generator=generator)
    return light * moved + _NOISE * torch.randn(moved.shape, generator=generator)
