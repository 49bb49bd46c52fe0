"""The largest curvature of a loss, by power iteration."""

from collections.abc import Callable
from typing import final

import torch
from torch import Tensor, nn

_FIRST, _AGAIN = 40, 8
"""Products with the Hessian at the first measurement and at each later one, which starts from the last direction."""


@final
class Curvature:
    """Measures the largest eigenvalue of the Hessian again and again.

    Args:
        model: whose parameters.
        loss: the exact loss.
        seed: of the first direction.
    """

    def __init__(self, model: nn.Module, loss: Callable[[], Tensor], *, seed: int) -> None:
        """Draw a direction."""
        self._parameters = list(model.parameters())
        self._loss = loss
        draw = torch.Generator().manual_seed(seed)
        self._direction = [torch.randn(each.shape, generator=draw) for each in self._parameters]
        self._products = _FIRST

    def largest(self) -> float:
        """Return the largest curvature at the parameters now in place; the gradients there are left alone."""
        first = torch.autograd.grad(self._loss(), self._parameters, create_graph=True)
        value = 0.0
        for _ in range(self._products):
            size = torch.sqrt(torch.stack([each.square().sum() for each in self._direction]).sum())
            self._direction = [each / size for each in self._direction]
            product = torch.autograd.grad(first, self._parameters, self._direction, retain_graph=True)
            value = float(sum((each * other).sum() for each, other in zip(product, self._direction, strict=True)))
            self._direction = [each.detach() for each in product]
        self._products = _AGAIN
        return max(value, 1e-12)
