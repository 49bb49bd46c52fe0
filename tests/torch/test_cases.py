"""Troubles that users reported, lived through by AwareLR; names of the tests are those of the public reports."""

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch

from awarelr.core import Situation
from awarelr.torch import AwareLR

pytestmark = pytest.mark.torch


def bowl(lr: float, curvature: float, steps: int) -> list[float]:
    """Descend in a noisy bowl from a starting LR; return the LR of each step."""
    draw = torch.Generator().manual_seed(0)
    weight: Any = torch.nn.Parameter(torch.ones(20, dtype=torch.float64))
    optimizer: Any = torch.optim.SGD([weight], lr=lr)
    scheduler = AwareLR(optimizer)
    lrs = []
    for _ in range(steps):
        optimizer.zero_grad()
        noise = 0.1 * torch.randn(20, generator=draw, dtype=torch.float64)
        loss = 0.5 * curvature * ((weight - noise) ** 2).sum()
        loss.backward()
        optimizer.step()
        scheduler.step(loss)
        lrs.append(scheduler.get_last_lr()[0])
    return lrs


@pytest.mark.parametrize("lr", [1e-9, 5e-8, 5e-5, 1e-2, 10.0])
def test_transformers_44271_the_lr_may_move_both_ways_wherever_it_starts(lr: float) -> None:
    """A1: a rule with a floor of 1e-3 could only climb from 5e-5, and steps below 1e-8 were ignored."""
    assert bowl(lr, curvature=1e-3 / lr, steps=100)[-1] > 3.0 * lr  # a thousand times too small
    assert min(bowl(lr, curvature=30.0 / lr, steps=100)) < 0.1 * lr / 3.0  # thirty times too large; it began at a tenth


def test_trace_5_weights_that_are_never_updated_are_named_dead(toy: Callable[..., Any]) -> None:
    """N13: the steps of every epoch repeat, because the optimizer's step reaches nobody."""
    task = toy()
    optimizer: Any = torch.optim.SGD(task.model.parameters(), lr=0.0)
    optimizer.param_groups[0]["lr"] = 0.1
    scheduler = AwareLR(optimizer, model=task.model)
    held = [each.detach().clone() for each in task.model.parameters()]
    named = []
    for step in range(60):
        optimizer.zero_grad()
        loss = task.loss(step % 8)
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            for each, before in zip(task.model.parameters(), held, strict=True):
                each.copy_(before)
        scheduler.step(loss)
        named.append(scheduler.situation)
    assert Situation.DEAD in named[:25]
    assert set(named[25:]) == {Situation.DEAD}


def test_keras_8332_after_a_fault_the_weights_are_finite_and_the_lr_comes_back(toy: Callable[..., Any]) -> None:
    """K1: restore, lower the LR, go on, and raise it again later; five epochs of fifty batches from 30 x too high."""
    task = toy()
    optimizer: Any = torch.optim.Adam(task.model.parameters(), lr=1.0)
    scheduler = AwareLR(optimizer, model=task.model)
    lrs, restored = [], 0
    for step in range(1, 251):
        optimizer.zero_grad()
        loss = task.loss(step) * (math.nan if step in (20, 24) else 1.0)
        loss.backward()
        optimizer.step()
        scheduler.step(loss)
        restored += scheduler.situation is Situation.NON_FINITE
        lrs.append(scheduler.get_last_lr()[0])
    assert restored >= 2
    assert all(bool(torch.isfinite(each).all()) for each in task.model.parameters())
    moments = [each for state in optimizer.state.values() for each in state.values()]
    assert all(bool(torch.isfinite(each).all()) for each in moments)
    lowest = lrs.index(min(lrs))
    assert max(lrs[lowest:]) > 1.5 * lrs[lowest]
    assert task.whole_loss() < 0.8


def test_tensorflow_12287_huge_first_steps_do_not_kill_the_network() -> None:
    """N4: losses of up to 10 in the first steps, then ln 2 for ever: the network was dead."""
    torch.manual_seed(0)
    x = torch.randn(512, 8)
    y = (x[:, 0] * x[:, 1] > 0).long()
    model: Any = torch.nn.Sequential(torch.nn.Linear(8, 32), torch.nn.ReLU(), torch.nn.Linear(32, 2))
    optimizer: Any = torch.optim.SGD(model.parameters(), lr=100.0, momentum=0.9)
    scheduler = AwareLR(optimizer, model=model)
    for step in range(400):
        rows = torch.randint(512, (32,), generator=torch.Generator().manual_seed(step))
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(x[rows]), y[rows])
        torch.autograd.backward(loss)
        optimizer.step()
        scheduler.step(loss)
    with torch.no_grad():
        assert float(torch.nn.functional.cross_entropy(model(x), y)) < 0.9 * math.log(2.0)
