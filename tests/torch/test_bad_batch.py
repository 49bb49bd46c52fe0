"""A bad batch costs a run the steps that are undone, and nothing else."""

import math
import random
from collections.abc import Callable
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from awarelr.core import Action, Situation  # noqa: E402 - after the skip
from awarelr.torch import AwareLR  # noqa: E402


def squared(step: int) -> tuple[Any, Any]:
    """Return a batch of a linear regression."""
    draw = torch.Generator().manual_seed(step)
    x = torch.randn(16, 20, generator=draw)
    truth = torch.linspace(-1.0, 1.0, 20)
    return x, x @ truth + 0.3 * torch.randn(16, generator=draw)


def train(bad: int, *, steps: int = 400) -> tuple[Any, Any, list[Any]]:
    """Train by plain SGD; the batch of step ``bad`` is 30 times too large. Return weight, scheduler, decisions."""
    weight: Any = torch.nn.Parameter(torch.zeros(20))
    optimizer: Any = torch.optim.SGD([weight], lr=0.01)
    scheduler = AwareLR(optimizer)
    made = []
    for step in range(1, steps + 1):
        x, y = squared(step)
        x = 30.0 * x if step == bad else x
        optimizer.zero_grad()
        loss = ((x @ weight - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        scheduler.step(loss)
        made.append(scheduler.last_decision)
    return weight, scheduler, made


def excess(scheduler: Any, weight: Any) -> float:
    with scheduler.averaged():
        return float(((weight.detach() - torch.linspace(-1.0, 1.0, 20)) ** 2).sum())


def test_the_weights_go_back_and_lr_and_averages_stay() -> None:
    weight, scheduler, made = train(300)
    named = {each.t: each for each in made}
    assert named[300].situation is Situation.LEAPT
    assert named[301].situation is Situation.DIVERGED
    verdict = next(each for each in made if Action.RESUME in each.action)
    assert "a bad batch did it" in verdict.sentence
    assert verdict.lr == named[299].lr
    undamaged_weight, undamaged, _ = train(0)
    assert scheduler.get_last_lr()[0] == pytest.approx(undamaged.get_last_lr()[0], rel=0.2)
    assert excess(scheduler, weight) < 1.5 * excess(undamaged, undamaged_weight)


def test_the_averages_never_take_in_the_broken_weights() -> None:
    weight, scheduler, _ = train(300, steps=299)
    averages = scheduler._driver.average
    before = [each.clone() for _, each in averages.pairs()]
    _, scheduler, made = train(300, steps=304)
    assert any(Action.RESTORE in each.action for each in made)
    after = [each for _, each in scheduler._driver.average.pairs()]
    for old, new in zip(before, after, strict=True):
        assert (old - new).norm() < 0.05 * (old.norm() + 1.0)
    assert weight.isfinite().all()


@pytest.mark.parametrize("decide_every", [1, 4])
def test_late_decisions_undo_it_too(toy: Callable[..., Any], decide_every: int) -> None:
    task = toy()
    optimizer: Any = torch.optim.SGD(task.model.parameters(), lr=0.05)
    scheduler = AwareLR(optimizer, model=task.model, decide_every=decide_every)
    task.run(optimizer, scheduler, 200)
    held, before = scheduler.get_last_lr()[0], task.whole_loss()
    optimizer.zero_grad()
    loss = 3000.0 * task.loss(201)
    loss.backward()
    optimizer.step()
    scheduler.step(loss)
    task.run(optimizer, scheduler, 60, first=202)
    assert task.whole_loss() < 1.1 * before
    assert scheduler.get_last_lr()[0] > 0.5 * held


def rare_kinds(share: float, make: Callable[[Any], Any], *, steps: int = 600) -> tuple[float, float, float]:
    """Train where some batches are of a rare kind with a hundred times the usual loss, from step 61 on.

    Return the whole loss before and after, and the lowest LR of the second half.
    """
    draw, rare = torch.Generator().manual_seed(0), random.Random(0)
    truth = torch.linspace(-0.5, 0.5, 20)

    def batch(size: int, *, odd: bool) -> tuple[Any, Any]:
        x = torch.randn(size, 20, generator=draw)
        y = 15.0 + 5.0 * x[:, 0] if odd else x @ truth + 0.1 * torch.randn(size, generator=draw)
        return torch.cat([x, torch.full((size, 1), float(odd))], dim=1), y

    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(21, 64), torch.nn.ReLU(), torch.nn.Linear(64, 1))
    optimizer = make(model.parameters())
    scheduler = AwareLR(optimizer, model=model)
    tests = [(batch(500, odd=False), 1.0 - share), (batch(500, odd=True), share)]

    def whole() -> float:
        with torch.no_grad(), scheduler.averaged():
            return sum(weight * float(((model(x).squeeze(1) - y) ** 2).mean()) for (x, y), weight in tests)

    before, lowest = whole(), math.inf
    for step in range(1, steps + 1):
        x, y = batch(32, odd=step > 60 and rare.random() < share)
        optimizer.zero_grad()
        loss = ((model(x).squeeze(1) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        scheduler.step(loss)
        if step > steps // 2:
            lowest = min(lowest, scheduler.get_last_lr()[0])
    return before, whole(), lowest


@pytest.mark.parametrize("share", [0.05, 0.1, 0.2])
@pytest.mark.parametrize("kind", ["sgd", "adam"])
def test_rare_kinds_of_batches_are_learnt_and_leave_the_lr_alive(share: float, kind: str) -> None:
    """Guards a rate that fell to 1e-11 where one batch in twenty had a hundred times the usual loss."""
    usual = 0.01 if kind == "sgd" else 0.001

    def make(parameters: Any) -> Any:
        if kind == "sgd":
            return torch.optim.SGD(parameters, lr=usual, momentum=0.9)
        return torch.optim.Adam(parameters, lr=usual)

    before, after, lowest = rare_kinds(share, make)
    assert lowest > 0.01 * usual
    assert after < 0.7 * before
