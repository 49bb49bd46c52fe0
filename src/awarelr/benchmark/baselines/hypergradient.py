"""Gradient descent on the LR."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import final

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from awarelr.benchmark.baselines.inherited import inherit
from awarelr.benchmark.baselines.steered import SteeredControl

__all__ = ["HypergradientBaseline"]

_SGD_RATE = 1e-3
_ADAM_RATE = 1e-7


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class HypergradientBaseline:
    """Each step first moves the LR down the slope that it gave the loss; `GreedyBaseline` looks at the loss itself.

    ``lr += rate * <g_t, u_(t-1)>``, then the optimizer's step, where ``u`` is what the last step subtracted from the
    weights, divided by its LR: SGD-HD under SGD, Adam-HD under Adam, and so for momentum, whose paper's variant is
    Nesterov's. Followed: rates of 1e-3 for SGD and 1e-7 for Adam, those of the authors' recorded runs; no bounds, as
    theirs has none. Written from the paper: the authors' code is no package.

    Source: Baydin et al., "Online learning rate adaptation with hypergradient descent", 2018, algorithms 4 to 6.
    """

    name: str = "hypergradient"

    def start(self, *, model: nn.Module, optimizer: Optimizer, total_steps: int) -> SteeredControl:  # noqa: ARG002
        """Return the control of one run; the budget does not matter to it."""
        given = inherit(optimizer)
        update = _descent(optimizer, given.parameters, _ADAM_RATE if given.adam else _SGD_RATE)
        return SteeredControl(model=model, optimizer=optimizer, update=update)


def _descent(optimizer: Optimizer, parameters: list[nn.Parameter], rate: float) -> Callable[[Tensor], None]:
    weights = [parameter.detach() for parameter in parameters]
    moved: list[Tensor] = []  # what the last step subtracted; empty before the first
    last_lr = math.nan

    def update(_loss: Tensor) -> None:
        nonlocal last_lr, moved
        lr = float(optimizer.param_groups[0]["lr"])
        if moved and last_lr != 0.0:
            pairs = [(each.grad, move) for each, move in zip(parameters, moved, strict=True) if each.grad is not None]
            lr += rate * sum(float(torch.sum(gradient * move)) for gradient, move in pairs) / last_lr
        for group in optimizer.param_groups:
            group["lr"] = lr
        before = [weight.clone() for weight in weights]
        optimizer.step()
        moved = [start - weight for start, weight in zip(before, weights, strict=True)]
        last_lr = lr

    return update
