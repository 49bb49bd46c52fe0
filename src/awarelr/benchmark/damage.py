"""What goes wrong in a run on purpose, at steps drawn from its seed."""

import math
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, final

import torch
from torch import Tensor, nn

__all__ = ["DAMAGES", "Damage", "corrupted_batch", "damaged_steps", "heavy_label", "nan_gradient"]

_TIMES = 3
_FROM, _TO = 0.2, 0.8
_LOUDER = 10.0
_HEAVIER = 100.0


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """One kind of damage to a training step.

    Args:
        name: key in the registry.
        words: what happens, for a reader.
        forward: in force while the step's loss is computed; a with-block around it, given the model.
        loss: what the step's loss becomes.
        gradient: what happens to the gradients after the backward pass, given the model.
    """

    name: str
    words: str
    forward: Callable[[nn.Module], Any] | None = None
    loss: Callable[[Tensor], Tensor] | None = None
    gradient: Callable[[nn.Module], None] | None = None


def damaged_steps(name: str, *, seed: int, steps: int) -> tuple[int, ...]:
    """Return the steps (from 1) at which a kind of damage strikes: three, between 20 and 80 % of the run.

    Args:
        name: the kind of damage.
        seed: the run's seed.
        steps: steps of the run.

    Example:
        >>> damaged_steps("nan_gradient", seed=0, steps=100) == damaged_steps("nan_gradient", seed=0, steps=100)
        True
    """
    candidates = range(max(1, round(_FROM * steps)), max(2, round(_TO * steps)))
    draw = random.Random(f"{name} {seed}")  # noqa: S311 - reproducible, not secret
    return tuple(sorted(draw.sample(candidates, k=min(_TIMES, len(candidates)))))


@contextmanager
def corrupted_batch(model: nn.Module) -> Iterator[None]:
    """Give the model every example's neighbour instead, real numbers ten times too large: the targets no longer fit."""

    def corrupt(_model: nn.Module, inputs: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(_corrupted(each) if isinstance(each, Tensor) else each for each in inputs)

    handle = model.register_forward_pre_hook(corrupt)
    try:
        yield
    finally:
        handle.remove()


def heavy_label(loss: Tensor) -> Tensor:
    """Count the step's loss 100 times: to a class label, which has no size, that is what a 100 x label does."""
    return loss * _HEAVIER


def nan_gradient(model: nn.Module) -> None:
    """Put NaN into one entry of the first gradient there is."""
    for parameter in model.parameters():
        if parameter.grad is not None and parameter.grad.numel():
            parameter.grad.view(-1)[0] = math.nan
            return


def _corrupted(inputs: Tensor) -> Tensor:
    rolled = torch.roll(inputs, 1, dims=0) if inputs.dim() else inputs
    return rolled * _LOUDER if inputs.is_floating_point() else rolled


DAMAGES: dict[str, Damage] = {
    damage.name: damage
    for damage in (
        Damage(name="corrupted_batch", words="inputs shuffled and ten times too large", forward=corrupted_batch),
        Damage(name="nan_gradient", words="one entry of the gradient is NaN", gradient=nan_gradient),
        Damage(name="heavy_label", words="the loss counts 100 times", loss=heavy_label),
    )
}
"""Every kind of damage by name. How often and how hard is *ours*."""
