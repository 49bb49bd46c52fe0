"""One weight on a parabola: small enough to work out a training by hand."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn
from torch.optim import Optimizer

from awarelr.benchmark.baselines import Baseline, Control

Follow = Callable[..., tuple[Control, list[float]]]


def parabola(
    baseline: Baseline, optimizer: type[Optimizer], steps: int, *, start: float = 2.0, told: int = 10, **settings: Any
) -> tuple[Control, list[float]]:
    """Minimise ``w^2 / 2`` and return the control and the weight after each step."""
    model = nn.Linear(1, 1, bias=False)
    nn.init.constant_(model.weight, start)
    control = baseline.start(model=model, optimizer=optimizer(model.parameters(), **settings), total_steps=told)
    weights = []
    for _ in range(steps):
        model.zero_grad()
        loss = 0.5 * model.weight.square().sum()
        loss.backward()  # type: ignore[no-untyped-call] # torch's own
        control.advance(loss)
        weights.append(model.weight.item())
    return control, weights


@pytest.fixture
def follow() -> Follow:
    torch.manual_seed(0)
    return parabola
