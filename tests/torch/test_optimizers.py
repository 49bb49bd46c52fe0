"""Every kind of torch optimizer is driven: the LR moves, groups keep their ratios, weights stay finite."""

from collections.abc import Callable
from typing import Any

import pytest
import torch

from awarelr.schedules import Constant, Cosine
from awarelr.torch import AwareLR, Scheduler

pytestmark = pytest.mark.torch


class Lion(torch.optim.Optimizer):
    """A user's own optimizer: sign of a momentum, plain loops."""

    def __init__(self, params: Any, lr: float = 1e-4) -> None:
        super().__init__(params, {"lr": lr})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        assert closure is None
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is None:
                    continue
                momentum = self.state[parameter].setdefault("momentum", torch.zeros_like(parameter))
                parameter.add_((0.9 * momentum + 0.1 * parameter.grad).sign(), alpha=-group["lr"])
                momentum.mul_(0.99).add_(parameter.grad, alpha=0.01)


OPTIMIZERS: dict[str, Callable[[Any], Any]] = {
    "sgd": lambda params: torch.optim.SGD(params, lr=1e-5),
    "momentum": lambda params: torch.optim.SGD(params, lr=1e-5, momentum=0.9),
    "adam": lambda params: torch.optim.Adam(params, lr=1e-6),
    "adam fused": lambda params: torch.optim.Adam(params, lr=1e-6, fused=True),
    "adam foreach": lambda params: torch.optim.Adam(params, lr=1e-6, foreach=True),
    "adam with a tensor": lambda params: torch.optim.Adam(params, lr=torch.tensor(1e-6), foreach=False),
    "adamw": lambda params: torch.optim.AdamW(params, lr=1e-6),
    "amsgrad": lambda params: torch.optim.AdamW(params, lr=1e-6, amsgrad=True),
    "rmsprop": lambda params: torch.optim.RMSprop(params, lr=1e-6),
    "adagrad": lambda params: torch.optim.Adagrad(params, lr=1e-5),
    "nadam": lambda params: torch.optim.NAdam(params, lr=1e-6),
    "lion": lambda params: Lion(params, lr=1e-6),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_from_far_below_the_lr_rises_and_the_loss_falls(toy: Callable[..., Any], name: str) -> None:
    task = toy()
    optimizer = OPTIMIZERS[name](task.model.parameters())
    scheduler = AwareLR(optimizer, model=task.model)
    before = task.whole_loss()
    lrs = task.run(optimizer, scheduler, 150)
    assert lrs[-1] > 100 * lrs[0]
    assert task.whole_loss() < before
    assert scheduler.last_epoch == 150


@pytest.mark.parametrize("name", ["sgd", "momentum", "adam", "adam fused", "adamw", "rmsprop", "nadam", "lion"])
def test_from_far_above_the_weights_stay_finite_and_the_lr_falls(
    toy: Callable[..., Any], name: str, warnings_of: Callable[..., list[str]]
) -> None:
    task = toy()
    optimizer = OPTIMIZERS[name](task.model.parameters())
    for group in optimizer.param_groups:
        group["lr"] = 300.0
    scheduler = AwareLR(optimizer, model=task.model)
    task.run(optimizer, scheduler, 80)
    assert scheduler.get_last_lr()[0] < 30.0
    assert all(bool(torch.isfinite(each).all()) for each in task.model.parameters())
    assert warnings_of("put back to the snapshot")


def test_a_tensor_lr_is_filled_in_place() -> None:
    weight: Any = torch.nn.Parameter(torch.ones(3))
    lr = torch.tensor(1e-3)
    optimizer = torch.optim.Adam([weight], lr=lr, foreach=False)
    scheduler = AwareLR(optimizer)
    for _ in range(30):
        optimizer.zero_grad()
        loss = (weight**2).sum()
        loss.backward()
        optimizer.step()
        scheduler.step(loss)
    assert optimizer.param_groups[0]["lr"] is lr
    assert float(lr) > 1e-4
    assert scheduler.get_last_lr() == [float(lr)]


def test_groups_keep_their_ratios_and_a_group_at_zero_is_left_alone(toy: Callable[..., Any]) -> None:
    task = toy()
    weights = list(task.model.parameters())
    optimizer = torch.optim.SGD(
        [
            {"params": weights[:1], "lr": 1e-3},
            {"params": weights[1:2], "lr": 1e-4},
            {"params": weights[2:3], "lr": 0.0},
            {"params": weights[3:], "lr": 3e-5},
        ],
        momentum=0.9,
    )
    frozen = weights[2].detach().clone()
    scheduler = AwareLR(optimizer, model=task.model)
    for step in range(1, 121):
        task.run(optimizer, scheduler, 1, first=step)
        lrs = scheduler.get_last_lr()
        assert lrs[0] / lrs[1] == pytest.approx(10.0, rel=1e-12)
        assert lrs[0] / lrs[3] == pytest.approx(1e-3 / 3e-5, rel=1e-12)
        assert lrs[2] == 0.0
    assert scheduler.get_last_lr()[0] > 2e-4
    assert torch.equal(weights[2], frozen)
    assert scheduler.base_lrs == [1e-3, 1e-4, 0.0, 3e-5]


@pytest.mark.parametrize("kind", ["sgd", "sparse adam"])
def test_sparse_gradients_are_read(kind: str) -> None:
    torch.manual_seed(0)
    table: Any = torch.nn.Embedding(40, 4, sparse=True)
    optimizer = (
        torch.optim.SGD(table.parameters(), lr=1e-5)
        if kind == "sgd"
        else torch.optim.SparseAdam(list(table.parameters()), lr=1e-5)
    )
    scheduler = AwareLR(optimizer, model=table)
    rows = torch.randint(40, (100, 16), generator=torch.Generator().manual_seed(0))
    for picked in rows:
        optimizer.zero_grad()
        loss = ((table(picked) - 1.0) ** 2).mean()
        loss.backward()
        optimizer.step()
        scheduler.step(loss)
    assert scheduler.last_decision is not None
    assert scheduler.get_last_lr()[0] > 1e-4


def test_mixed_types_are_read_together() -> None:
    torch.manual_seed(0)
    first: Any = torch.nn.Linear(8, 8).to(torch.bfloat16)
    last: Any = torch.nn.Linear(8, 1)
    optimizer = torch.optim.SGD([*first.parameters(), *last.parameters()], lr=1e-5)
    scheduler = AwareLR(optimizer)
    x = torch.randn(64, 8)
    for _ in range(100):
        optimizer.zero_grad()
        loss = ((last(torch.tanh(first(x.bfloat16())).float()) - x[:, :1]) ** 2).mean()
        loss.backward()
        optimizer.step()
        scheduler.step(loss)
    assert scheduler.get_last_lr()[0] > 1e-5  # ten times that of the first step
    with scheduler.averaged() as used:
        assert used
        assert first.weight.dtype is torch.bfloat16


def test_frozen_parameters_are_watched_and_may_be_unfrozen(toy: Callable[..., Any]) -> None:
    task = toy()
    head = task.model[2]
    for parameter in task.model[0].parameters():
        parameter.requires_grad_(False)  # noqa: FBT003 - torch's own signature
    frozen = task.model[0].weight.detach().clone()
    optimizer = torch.optim.Adam(task.model.parameters(), lr=1e-4)
    scheduler = AwareLR(optimizer, model=task.model)
    task.run(optimizer, scheduler, 60)
    assert torch.equal(task.model[0].weight, frozen)
    for parameter in task.model[0].parameters():
        parameter.requires_grad_(True)  # noqa: FBT003
    task.run(optimizer, scheduler, 60, first=61)
    assert not torch.equal(task.model[0].weight, frozen)
    assert bool(torch.isfinite(head.weight).all())
    assert scheduler.last_epoch == 120


def test_a_group_added_later_keeps_the_ratio_at_every_change(toy: Callable[..., Any]) -> None:
    """T1: pytorch#79888, #20997, #104361."""
    task = toy()
    optimizer = torch.optim.Adam(task.model[0].parameters(), lr=1e-3)
    scheduler = AwareLR(optimizer, min_lr=1e-7, max_lr=1.0)
    task.run(optimizer, scheduler, 20)
    optimizer.add_param_group({"params": list(task.model[2].parameters()), "lr": 1e-4})
    changes = 0
    for step in range(21, 80):
        before = float(optimizer.param_groups[0]["lr"])
        task.run(optimizer, scheduler, 1, first=step)
        lrs = scheduler.get_last_lr()
        changes += lrs[0] != before
        assert lrs[0] / lrs[1] == pytest.approx(10.0, rel=1e-12)
        assert 1e-7 <= lrs[0] <= 1.0
    assert changes > 10
    assert scheduler.base_lrs == [1e-3, 1e-4]


@pytest.mark.parametrize("schedule", [Constant(), Cosine(total_steps=100)])
def test_a_formula_drives_a_group_added_later(toy: Callable[..., Any], schedule: Any) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model[0].parameters(), lr=1e-2)
    scheduler = Scheduler(optimizer, schedule)
    task.run(optimizer, scheduler, 10)
    optimizer.add_param_group({"params": list(task.model[2].parameters()), "lr": 1e-3})
    task.run(optimizer, scheduler, 30, first=11)
    lrs = scheduler.get_last_lr()
    assert lrs[0] / lrs[1] == pytest.approx(10.0, rel=1e-12)
