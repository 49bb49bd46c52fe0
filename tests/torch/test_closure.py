"""Gradients that come inside ``optimizer.step(closure)`` are read there, at the parameters before the step."""

from collections.abc import Callable
from typing import Any

import pytest
import torch

from awarelr.core import AwareSettings
from awarelr.torch import AwareLR

pytestmark = pytest.mark.torch


def closure_of(task: Any, optimizer: Any, step: int, losses: list[Any], scheduler: Any = None) -> Callable[[], Any]:
    def closure() -> Any:
        optimizer.zero_grad()
        loss = task.loss(step)
        loss.backward()
        losses.append(loss)
        if scheduler is not None:
            scheduler.observe()
        return loss

    return closure


@pytest.mark.parametrize("by_name", [False, True])
@pytest.mark.parametrize("by_hand", [False, True])
def test_a_closure_gives_the_same_training_as_a_plain_loop(
    toy: Callable[..., Any], fingerprint: Callable[..., list[Any]], *, by_name: bool, by_hand: bool
) -> None:
    plain, closed = toy(), toy()
    optimizer = torch.optim.Adam(plain.model.parameters(), lr=1e-4)
    scheduler = AwareLR(optimizer, model=plain.model)
    plain.run(optimizer, scheduler, 60)
    other = torch.optim.Adam(closed.model.parameters(), lr=1e-4)
    second = AwareLR(other, model=closed.model)
    for step in range(1, 61):
        losses: list[Any] = []
        closure = closure_of(closed, other, step, losses, second if by_hand else None)
        returned = other.step(closure=closure) if by_name else other.step(closure)
        second.step(returned)
    assert fingerprint(plain.model, optimizer) == fingerprint(closed.model, other)
    assert scheduler.last_decision == second.last_decision
    assert second.last_epoch == 60


def test_a_closure_that_returns_nothing_is_read_too(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=1e-5)
    scheduler = AwareLR(optimizer)
    for step in range(1, 61):

        def closure(step: int = step) -> None:
            optimizer.zero_grad()
            task.loss(step).backward()

        optimizer.step(closure)
        scheduler.step()
    assert scheduler.get_last_lr()[0] > 1e-5
    assert scheduler.last_epoch == 60


@pytest.mark.parametrize("lr", [1e-3, 1.0, 1e3])
@pytest.mark.parametrize("search", [None, "strong_wolfe"])
def test_lbfgs_is_read_at_the_first_evaluation_only(toy: Callable[..., Any], lr: float, search: str | None) -> None:
    task = toy()
    optimizer: Any = torch.optim.LBFGS(task.model.parameters(), lr=lr, max_iter=4, line_search_fn=search)
    scheduler = AwareLR(optimizer, model=task.model)
    for step in range(1, 31):
        losses: list[Any] = []
        optimizer.step(closure_of(task, optimizer, step % 4, losses, scheduler))
        scheduler.step(losses[0])
    assert scheduler.last_epoch == 30
    assert all(bool(torch.isfinite(each).all()) for each in task.model.parameters())
    assert torch.isfinite(torch.tensor(task.whole_loss()))


def test_an_error_inside_a_closure_is_the_users_own(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=1e-3)
    scheduler = AwareLR(optimizer)

    def closure() -> float:
        raise KeyError("theirs")

    with pytest.raises(KeyError, match="theirs"):
        optimizer.step(closure)
    task.run(optimizer, scheduler, 5)
    assert scheduler.last_epoch == 5


def test_a_probe_lets_no_evaluation_of_a_closure_move_the_weights(strides: AwareSettings) -> None:
    weight: Any = torch.nn.Parameter(torch.ones(2))

    class Twice(torch.optim.SGD):
        def step(self, closure: Any = None) -> Any:
            closure()
            closure()
            return super().step()

    optimizer = Twice([weight], lr=1.0)
    scheduler = AwareLR(optimizer, settings=strides)
    height, side = [1.0], [5.0]

    def closure() -> Any:
        optimizer.zero_grad()
        loss = height[0] + side[0] * weight.sum()
        loss.backward()
        return loss

    for _ in range(4):
        side[0] *= -1.0  # steps overshoot, so that the rise is theirs
        optimizer.step(closure)
        scheduler.step(height[0])
    for _ in range(8):
        height[0] *= 1.5
        side[0] *= -1.0
        optimizer.step(closure)
        scheduler.step(height[0])
        if scheduler._driver.probing:
            break
    assert scheduler._driver.probing
    kept = weight.detach().clone()
    for _ in range(2):
        optimizer.step(closure)
        assert torch.equal(weight, kept)
        scheduler.step(height[0])
    assert not scheduler._driver.probing


def test_a_step_after_one_that_raised_is_read(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=1e-3)
    scheduler = AwareLR(optimizer)

    def closure() -> float:
        raise KeyError("theirs")

    for step in range(1, 6):
        with pytest.raises(KeyError, match="theirs"):
            optimizer.step(closure)
        task.run(optimizer, scheduler, 1, first=step)
    assert scheduler.last_epoch == 5


def test_arguments_of_a_users_own_step_arrive_as_they_were_given(toy: Callable[..., Any]) -> None:
    class Mine(torch.optim.SGD):
        def step(self, *args: Any, **kwargs: Any) -> Any:
            seen.append((args, kwargs))
            for each in (*args, *kwargs.values()):
                if callable(each):
                    each()
            return super().step()

    seen: list[Any] = []
    task = toy()
    optimizer = Mine(task.model.parameters(), lr=1e-3)
    scheduler = AwareLR(optimizer)
    closure = closure_of(task, optimizer, 1, [])
    closure()
    optimizer.step(0.5, "note", flag=True)
    scheduler.step(1.0)
    optimizer.step(closure, "note", flag=True)
    scheduler.step(1.0)
    optimizer.step(flag=True, closure=closure)
    scheduler.step(1.0)
    assert seen[0] == ((0.5, "note"), {"flag": True})
    assert (seen[1][0][1:], seen[1][1]) == (("note",), {"flag": True})
    assert (seen[2][0], set(seen[2][1])) == ((), {"flag", "closure"})
    assert scheduler.last_epoch == 3
