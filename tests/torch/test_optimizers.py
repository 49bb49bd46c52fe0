"""Every kind of torch optimizer is driven: the LR moves, groups keep their ratios, weights stay finite."""

from collections.abc import Callable
from typing import Any

import pytest
import torch

from awarelr.core import AwareSettings
from awarelr.errors import ConflictError, SettingError
from awarelr.schedules import Aware, Bounded, Constant, Cosine, Warmup
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


@pytest.mark.parametrize(
    ("share", "expected"),
    [(None, 1.0), (0.1, 0.1), (1.0, 1.0)],
    ids=["of the start", "a tenth of the one in force", "the one in force"],
)
def test_a_group_added_later_at_todays_rate_stays_within_the_bounds(
    toy: Callable[..., Any], share: float | None, expected: float
) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model[0].parameters(), lr=1e-6)
    scheduler = AwareLR(optimizer, max_lr=0.5, rollback=True)
    task.run(optimizer, scheduler, 120)
    found = scheduler.get_last_lr()[0]
    assert found > 1e-3
    given = {} if share is None else {"lr": share * found}
    optimizer.add_param_group({"params": list(task.model[2].parameters()), **given})
    for step in range(121, 140):
        task.run(optimizer, scheduler, 1, first=step)
        lrs = scheduler.get_last_lr()
        assert lrs[1] / lrs[0] == pytest.approx(expected, rel=1e-9)
        assert max(lrs) <= 0.5


@pytest.mark.parametrize(
    "schedule", [Aware(settings=AwareSettings(max_lr=1e-3)), Warmup(Bounded(Constant(), lr_max=1e-3), steps=5)]
)
def test_a_group_added_later_above_the_ceiling_stays_below_it(toy: Callable[..., Any], schedule: Any) -> None:
    task = toy()
    optimizer = torch.optim.Adam(task.model[0].parameters(), lr=1e-4)
    scheduler = Scheduler(optimizer, schedule, model=task.model)
    task.run(optimizer, scheduler, 20)
    optimizer.add_param_group({"params": list(task.model[2].parameters()), "lr": 1.0})
    task.run(optimizer, scheduler, 1, first=21)
    assert scheduler.get_last_lr()[1] == 1e-3
    task.run(optimizer, scheduler, 40, first=22)
    assert max(scheduler.get_last_lr()) == 1e-3


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


def test_groups_that_share_one_tensor_as_their_lr_are_no_second_owner(
    toy: Callable[..., Any], warnings_of: Callable[..., list[str]]
) -> None:
    task = toy()
    first, last = list(task.model[0].parameters()), list(task.model[2].parameters())
    optimizer = torch.optim.AdamW([{"params": first}], lr=torch.tensor(1e-3))
    scheduler = AwareLR(optimizer)
    task.run(optimizer, scheduler, 30)
    optimizer.add_param_group({"params": last})
    task.run(optimizer, scheduler, 30, first=31)
    lrs = scheduler.get_last_lr()
    assert lrs[0] == lrs[1]
    assert scheduler.base_lrs == pytest.approx([1e-3, 1e-3])
    for group in optimizer.param_groups:
        group["lr"].fill_(5e-4)  # by hand, once
    task.run(optimizer, scheduler, 30, first=61)
    assert len(warnings_of("writes the learning rate")) == 1
    assert scheduler.get_last_lr()[0] > 5e-4


def test_a_parameter_exchanged_in_its_group_is_said_and_nothing_is_half_restored(
    toy: Callable[..., Any], warnings_of: Callable[..., list[str]]
) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=0.05)
    scheduler = AwareLR(optimizer, model=task.model)
    task.run(optimizer, scheduler, 30)
    with scheduler.averaged():
        scheduler.validate(1.0)
    task.model[2].weight = torch.nn.Parameter(torch.zeros(3, 16))
    optimizer.param_groups[0]["params"][2] = task.model[2].weight
    with scheduler.averaged() as used:
        assert not used
    with pytest.raises(ConflictError, match="add_param_group"), scheduler.best():
        pass
    task.run(optimizer, scheduler, 5, first=31)
    assert len(warnings_of("the learning rate stays as it is")) == 1


def test_parameters_appended_to_the_last_group_are_taken_in(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model[0].parameters(), lr=0.05)
    scheduler = AwareLR(optimizer, model=task.model, rollback=True)
    task.run(optimizer, scheduler, 30)
    optimizer.param_groups[0]["params"].extend(task.model[2].parameters())
    task.run(optimizer, scheduler, 60, first=31)
    average = scheduler._driver.average
    assert average is not None
    assert [each is weight for (each, _), weight in zip(average.pairs(), task.model.parameters(), strict=True)] == [
        True
    ] * 4
    with scheduler.averaged() as used:
        assert used


def test_a_gradient_with_the_conjugate_bit_is_read() -> None:
    weight = torch.nn.Parameter(torch.tensor([1.0 + 2.0j, -3.0j], dtype=torch.complex64))
    optimizer = torch.optim.SGD([weight], lr=0.01)
    scheduler = AwareLR(optimizer)
    for _ in range(20):
        optimizer.zero_grad()
        loss: Any = (weight.conj() * 2).real.square().sum()
        loss.backward()
        assert weight.grad is not None
        optimizer.step()
        scheduler.step(loss)
    assert scheduler.get_last_lr()[0] > 0.001


def test_an_optimizer_that_is_one_by_name_only_is_refused_before_anything_is_written() -> None:
    inner = torch.optim.SGD([torch.nn.Parameter(torch.ones(2))], lr=0.1)

    class Wrapped(torch.optim.Optimizer):
        def __init__(self) -> None:
            self.optimizer = inner
            self.param_groups = inner.param_groups

    with pytest.raises(SettingError, match=r"attribute \.optimizer"):
        AwareLR(Wrapped())
    assert inner.param_groups[0]["lr"] == 0.1
