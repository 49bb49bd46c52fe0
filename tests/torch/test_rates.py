"""LRs of parameter groups: written together, and noticed when somebody else writes them."""

from collections.abc import Callable
from typing import Any

import pytest
import torch

from awarelr.core import Situation
from awarelr.schedules import Cosine, OneCycle
from awarelr.torch import AwareLR, Scheduler
from awarelr.torch.rates import GroupRates

pytestmark = pytest.mark.torch


@pytest.mark.parametrize("decide_every", [1, 8])
@pytest.mark.parametrize("moment", ["before the step", "after the step", "after the decision"])
def test_an_lr_that_a_user_writes_is_a_new_start_and_said_once(
    toy: Callable[..., Any], warnings_of: Callable[..., list[str]], moment: str, decide_every: int
) -> None:
    task = toy()
    optimizer: Any = torch.optim.SGD(task.model.parameters(), lr=1e-3)
    scheduler = AwareLR(optimizer, decide_every=decide_every)
    used = []

    def note(*_: object) -> None:
        used.append(optimizer.param_groups[0]["lr"])

    optimizer.register_step_post_hook(note)
    for step in range(1, 41):
        optimizer.zero_grad()
        loss = task.loss(step)
        loss.backward()
        if step == 20 and moment == "before the step":
            optimizer.param_groups[0]["lr"] = 0.25
        optimizer.step()
        if step == 20 and moment == "after the step":
            optimizer.param_groups[0]["lr"] = 0.25
        scheduler.step(loss)
        if step == 20 and moment == "after the decision":
            optimizer.param_groups[0]["lr"] = 0.25
    first = used.index(0.25)
    assert first in (19, 20)
    assert all(0.05 < lr < 3.0 for lr in used[first:])
    (warning,) = warnings_of()
    assert "found 0.25" in warning
    assert "0.25" in scheduler.explain()


@pytest.mark.parametrize("moment", ["after the step", "after the decision"])
def test_there_is_no_tug_of_war(toy: Callable[..., Any], warnings_of: Callable[..., list[str]], moment: str) -> None:
    """F5: LlamaFactory#1515, transformers#33086: another callback overwrites the LR each time, and nobody is told."""
    task = toy()
    optimizer: Any = torch.optim.SGD(task.model.parameters(), lr=1e-3)
    scheduler = AwareLR(optimizer)
    told = 0
    for step in range(1, 31):
        optimizer.zero_grad()
        loss = task.loss(step)
        loss.backward()
        optimizer.step()
        if moment == "after the step":
            optimizer.param_groups[0]["lr"] = 0.01
        scheduler.step(loss)
        if moment == "after the decision":
            optimizer.param_groups[0]["lr"] = 0.01
        if warnings_of() and not told:
            told = step
    assert told <= 2
    assert len(warnings_of()) == 1
    assert "wrote 0.0001 and found 0.01" in warnings_of()[0]
    assert scheduler.situation is Situation.OVERRIDDEN
    assert scheduler.get_last_lr() == [0.01]


def test_an_lr_written_during_a_probe_is_kept(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer: Any = torch.optim.SGD(task.model.parameters(), lr=100.0, momentum=0.9)
    scheduler = AwareLR(optimizer)
    step = 0
    while not scheduler._driver.probing:
        step += 1
        task.run(optimizer, scheduler, 1, first=step)
    optimizer.param_groups[0]["lr"] = 0.125
    assert task.run(optimizer, scheduler, 4, first=step + 1)[:2] == [0.125, 0.125]
    assert 0.1 < scheduler.get_last_lr()[0] < 0.2


@pytest.mark.parametrize("tensor", [False, True])
def test_one_groups_lr_may_be_changed_beside_the_others(
    toy: Callable[..., Any], warnings_of: Callable[..., list[str]], *, tensor: bool
) -> None:
    task = toy()
    weights = list(task.model.parameters())
    kind: Callable[[float], Any] = torch.tensor if tensor else float
    groups = [{"params": weights[:2], "lr": kind(1e-2)}, {"params": weights[2:], "lr": kind(1e-3)}]
    optimizer: Any = torch.optim.Adam(groups, lr=kind(1e-2), foreach=False)
    scheduler = AwareLR(optimizer)
    task.run(optimizer, scheduler, 10)
    if tensor:
        optimizer.param_groups[1]["lr"].mul_(2.0)
    else:
        optimizer.param_groups[1]["lr"] *= 2.0
    task.run(optimizer, scheduler, 10, first=11)
    lrs = scheduler.get_last_lr()
    assert lrs[0] / lrs[1] == pytest.approx(5.0, rel=1e-6 if tensor else 1e-12)
    assert scheduler.situation is not Situation.OVERRIDDEN
    (warning,) = warnings_of()
    assert "the learning rate of one parameter group" in warning


@pytest.mark.parametrize("lr", [0.0, float("nan"), -1.0])
def test_an_lr_that_is_none_is_said_and_not_taken_over(
    toy: Callable[..., Any], warnings_of: Callable[..., list[str]], lr: float
) -> None:
    task = toy()
    optimizer: Any = torch.optim.SGD(task.model.parameters(), lr=1e-2)
    scheduler = AwareLR(optimizer)
    task.run(optimizer, scheduler, 10)
    optimizer.param_groups[0]["lr"] = lr
    task.run(optimizer, scheduler, 1, first=11)
    assert len(warnings_of(f"found {lr:.6g}")) == 1
    task.run(optimizer, scheduler, 20, first=12)
    assert 1e-4 < scheduler.get_last_lr()[0] < 10.0
    assert all(bool(torch.isfinite(each).all()) for each in task.model.parameters()) or lr != lr  # noqa: PLR0124


def test_loading_the_optimizer_is_no_foreign_lr(toy: Callable[..., Any], warnings_of: Callable[..., list[str]]) -> None:
    task = toy()
    for optimizer in (
        torch.optim.Adam(task.model.parameters(), lr=1e-2),
        torch.optim.Adam(task.model.parameters(), lr=torch.tensor(1e-2), foreach=False),
    ):
        scheduler = AwareLR(optimizer)
        for step in range(1, 20):
            task.run(optimizer, scheduler, 1, first=step)
            optimizer.load_state_dict(optimizer.state_dict())
        assert warnings_of() == []
        scheduler.close()


def test_a_user_may_write_between_the_steps_of_a_formula(
    toy: Callable[..., Any], warnings_of: Callable[..., list[str]]
) -> None:
    task = toy()
    optimizer: Any = torch.optim.SGD(task.model.parameters(), lr=1.0)
    scheduler = Scheduler(optimizer, Cosine(total_steps=10))
    task.run(optimizer, None, 5)
    optimizer.param_groups[0]["lr"] = 0.5
    task.run(optimizer, None, 5)
    scheduler.step()
    assert len(warnings_of("found 0.5")) == 1


def test_reading_a_tensor_lr_waits_for_nothing_unless_somebody_touched_it(monkeypatch: pytest.MonkeyPatch) -> None:
    lr = torch.tensor(0.1)
    optimizer = torch.optim.Adam([torch.nn.Parameter(torch.ones(1))], lr=lr, foreach=False)
    rates = GroupRates(optimizer)
    rates.write(0.05)
    monkeypatch.setattr(GroupRates, "current", lambda _: pytest.fail("read"))
    assert rates.look() is None
    rates.write(0.025)
    assert rates.look() is None
    lr.fill_(0.2)
    found = rates.look()
    assert found is not None
    assert found.found == pytest.approx(0.2)


def test_momentum_is_written_under_either_name() -> None:
    weight = torch.nn.Parameter(torch.ones(1))
    adam = torch.optim.Adam([weight], lr=0.1)
    GroupRates(adam).write_momentum(0.5)
    assert adam.param_groups[0]["betas"] == (0.5, 0.999)
    sgd = torch.optim.SGD([weight], lr=0.1, momentum=0.9)
    GroupRates(sgd).write_momentum(0.5)
    assert sgd.param_groups[0]["momentum"] == 0.5


def test_momentum_is_not_written_where_the_optimizer_began_without(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer = torch.optim.RMSprop(task.model.parameters(), lr=1e-3)
    task.run(optimizer, Scheduler(optimizer, OneCycle(total_steps=20, cycle_momentum=True)), 20)
    assert optimizer.param_groups[0]["momentum"] == 0
