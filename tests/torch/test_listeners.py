"""A user's own `on_rollback`: what it raises reaches the loop, and the training could go on."""

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch

from awarelr.torch import AwareLR

pytestmark = pytest.mark.torch


class StoppedError(Exception):
    """A user's own."""


class Listener:
    """Raises the first time that it is told, and listens from then on."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def __call__(self, _: int, reason: str) -> None:
        self.told.append(reason)
        if len(self.told) == 1:
            raise StoppedError(reason)


def by_closure(task: Any, optimizer: Any, scheduler: AwareLR, steps: int) -> None:
    def closure() -> Any:
        optimizer.zero_grad()
        loss = task.loss(scheduler.last_epoch)
        loss.backward()
        return loss

    for _ in range(steps):
        scheduler.step(optimizer.step(closure))


def in_turns(task: Any, optimizer: Any, scheduler: AwareLR, steps: int) -> None:
    task.run(optimizer, scheduler, steps)


# It was logged as a fault of ours, with 'please report it', and the run that it was to end went on.
@pytest.mark.parametrize("loop", [in_turns, by_closure])
@pytest.mark.parametrize("decide_every", [1, 4])
def test_what_it_raises_ends_the_loop_and_leaves_a_training_that_can_go_on(
    toy: Callable[..., Any], warnings_of: Callable[..., list[str]], loop: Callable[..., None], decide_every: int
) -> None:
    task, listener = toy(), Listener()
    start = [each.detach().clone() for each in task.model.parameters()]
    optimizer = torch.optim.SGD(task.model.parameters(), lr=1e3, momentum=0.9)
    scheduler = AwareLR(optimizer, model=task.model, decide_every=decide_every, on_rollback=listener)
    with pytest.raises(StoppedError, match="overstepped"):
        loop(task, optimizer, scheduler, 30)
    assert all(map(torch.equal, start, task.model.parameters()))
    assert not warnings_of("an error in")
    reached = scheduler.last_epoch
    loop(task, optimizer, scheduler, 40)
    scheduler.close()
    assert scheduler.last_epoch == reached + 40
    assert math.isfinite(task.whole_loss())


def test_stopped_and_gone_on_is_the_same_training(
    toy: Callable[..., Any], fingerprint: Callable[..., list[Any]]
) -> None:
    ends = []
    for listener in (None, Listener()):
        task = toy()
        optimizer = torch.optim.SGD(task.model.parameters(), lr=1e3, momentum=0.9)
        scheduler = AwareLR(optimizer, model=task.model, on_rollback=listener)
        for step in range(1, 61):
            try:
                task.run(optimizer, scheduler, 1, first=step)
            except StoppedError:
                assert listener is not None
        ends.append(fingerprint(task.model, optimizer, scheduler))
    assert ends[0] == ends[1]


def test_a_scheduler_closes_whatever_it_raises(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=1e3, momentum=0.9)
    scheduler = AwareLR(optimizer, model=task.model, decide_every=8, on_rollback=Listener())
    task.run(optimizer, scheduler, 4)
    with pytest.raises(StoppedError):
        scheduler.close()
    assert scheduler.closed
    AwareLR(optimizer)
