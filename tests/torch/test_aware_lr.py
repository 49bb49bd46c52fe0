"""AwareLR on real trainings: damage is undone, non-finite numbers are facts, bounds hold."""

import logging
import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from awarelr.core import AwareSettings, Situation
from awarelr.errors import SettingError
from awarelr.torch import AwareLR

pytestmark = pytest.mark.torch


def finite(model: Any) -> bool:
    return all(bool(torch.isfinite(each).all()) for each in (*model.parameters(), *model.buffers()))


@pytest.mark.parametrize("factor", [10.0, 100.0])
@pytest.mark.parametrize("kind", ["sgd", "adam"])
@pytest.mark.parametrize("decide_every", [1, 8])
def test_a_run_from_far_too_high_ends_finite_and_trained(
    toy: Callable[..., Any], warnings_of: Callable[..., list[str]], factor: float, kind: str, decide_every: int
) -> None:
    """N1: 1e-3 trains, 1e-2 and 1e-1 end as NaN at record 6."""
    task = toy(norm=True)
    optimizer = (
        torch.optim.SGD(task.model.parameters(), lr=3.0 * factor, momentum=0.9)
        if kind == "sgd"
        else torch.optim.Adam(task.model.parameters(), lr=0.3 * factor)
    )
    scheduler = AwareLR(optimizer, model=task.model, decide_every=decide_every)
    task.run(optimizer, scheduler, 300)
    assert finite(task.model)
    assert task.whole_loss() < 1.0
    rollbacks = warnings_of("put back to the snapshot")
    assert len(rollbacks) <= 20
    assert warnings_of() == rollbacks


def test_an_lr_that_is_ten_times_too_high_falls() -> None:
    """A4: dadaptation#42: the estimate stayed too high though its own evidence said less."""
    centre = torch.randn(2_000, generator=torch.Generator().manual_seed(5))

    def excess(lr: float) -> float:
        """Return the excess loss that Adam ends with at a constant LR."""
        weight, optimizer = problem(lr)
        for step in range(1, 201):
            descend(weight, optimizer, step)
        return float(((weight.detach() - centre * 0.02) ** 2).sum().item())

    def problem(lr: float) -> tuple[Any, Any]:
        weight = torch.nn.Parameter(torch.zeros(2_000))
        return weight, torch.optim.Adam([weight], lr=lr)

    def descend(weight: Any, optimizer: Any, step: int) -> Any:
        noise = torch.randn(2_000, generator=torch.Generator().manual_seed(step))
        optimizer.zero_grad()
        loss = ((weight - centre * 0.02 - 0.06 * noise) ** 2).sum()
        loss.backward()
        optimizer.step()
        return loss

    lrs = [4e-5, 1.3e-4, 4e-4, 1.3e-3, 3.8e-3]
    ends = [excess(lr) for lr in lrs]
    assert lrs[ends.index(min(ends))] == 4e-4
    weight, optimizer = problem(3.8e-3)
    scheduler = AwareLR(optimizer, settings=AwareSettings(warmup_factor=1.0))
    lowest = math.inf
    for step in range(1, 201):
        scheduler.step(descend(weight, optimizer, step))
        lowest = min(lowest, scheduler.get_last_lr()[0])
    assert lowest < 3.8e-3 / 3.0
    assert scheduler.get_last_lr()[0] < 3.8e-3 / 3.0


def epoch_scale(worse: float) -> tuple[int, float, int]:
    """Train for 29 readings of whole epochs, then let one go wrong.

    Returns:
        Bad readings until the rollback, LR after the verdict over LR before, readings after it until the old best.
    """
    scale = torch.logspace(0.0, -1.0, 50)
    weight: Any = torch.nn.Parameter(torch.full((50,), 25.0))
    optimizer: Any = torch.optim.SGD([weight], lr=0.02)
    scheduler = AwareLR(optimizer, settings=AwareSettings(warmup_factor=1.0))

    def epoch() -> float:
        optimizer.zero_grad()
        loss = (scale * weight**2).sum()
        loss.backward()
        optimizer.step()
        scheduler.step(loss)
        return float(loss.item())

    best = min(epoch() for _ in range(29))
    before, bad = scheduler.get_last_lr()[0], 0
    with torch.no_grad():
        weight.mul_(-math.sqrt(worse))  # the step that went wrong
    while scheduler.situation is not Situation.DIVERGED and bad < 20:
        epoch()
        bad += 1
    epoch(), epoch()
    after, epochs = scheduler.get_last_lr()[0], 0
    while epoch() >= best and epochs < 100:
        epochs += 1
    return bad, after / before, epochs


def test_damage_between_epoch_scale_readings_is_undone_and_made_good() -> None:
    """N6: torchmd-net#29: ten epochs were lost after one bad one; the users ask for a rollback by name."""
    bad, factor, epochs = epoch_scale(50.0)
    assert bad <= 2
    assert 0.2 <= factor <= 0.7
    assert epochs < 100


def test_damage_of_several_times_the_loss_is_undone_at_once() -> None:
    """N6 as it was reported: rollback on the first or second bad reading, below the old best within 3 epochs."""
    bad, factor, epochs = epoch_scale(4.0)
    assert bad <= 2
    assert 0.2 <= factor <= 0.7
    assert epochs <= 3


@settings(max_examples=12)
@given(
    bad=st.lists(st.tuples(st.integers(1, 40), st.sampled_from(["loss", "gradient", "both"])), max_size=12),
    value=st.sampled_from([math.nan, math.inf, -math.inf, 1e38, -1e300]),
    decide_every=st.sampled_from([1, 3, 8]),
)
def test_no_number_at_any_step_ends_the_training(bad: list[tuple[int, str]], value: float, decide_every: int) -> None:
    logging.disable(logging.CRITICAL)
    try:
        torch.manual_seed(0)
        model: Any = torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.BatchNorm1d(4), torch.nn.Linear(4, 1))
        optimizer: Any = torch.optim.Adam(model.parameters(), lr=1e-2)
        scheduler = AwareLR(optimizer, model=model, decide_every=decide_every)
        x = torch.randn(64, 4)
        where = dict(bad)
        for step in range(1, 41 + decide_every):
            optimizer.zero_grad()
            loss = ((model(x) - x[:, :1]) ** 2).mean()
            loss.backward()
            if where.get(step) in ("gradient", "both"):
                model[0].weight.grad[0, 0] = torch.tensor(value, dtype=torch.float64).float()
            optimizer.step()
            scheduler.step(loss * value if where.get(step) in ("loss", "both") else loss)
        assert finite(model)
        assert math.isfinite(scheduler.get_last_lr()[0])
        assert not scheduler._driver.failed
    finally:
        logging.disable(logging.NOTSET)


@pytest.mark.parametrize("decide_every", [1, 8])
def test_a_rollback_restores_everything_exactly(
    toy: Callable[..., Any], fingerprint: Callable[..., list[Any]], decide_every: int
) -> None:
    task = toy(norm=True)
    optimizer: Any = torch.optim.AdamW(task.model.parameters(), lr=1e-3, amsgrad=True)
    told: list[tuple[int, str]] = []
    restored: list[Any] = []

    def tell(step: int, reason: str) -> None:
        told.append((step, reason))
        restored.append(state())

    def state() -> Any:
        return fingerprint(task.model, optimizer.state_dict()["state"])

    scheduler = AwareLR(optimizer, model=task.model, on_rollback=tell, decide_every=decide_every)
    states: dict[int, Any] = {}

    def note(*_: object) -> None:
        states[len(states) + 1] = state()

    optimizer.register_step_pre_hook(note)  # after ours: the state that step t starts from
    task.run(optimizer, scheduler, 60)
    assert told == []
    optimizer.param_groups[0]["lr"] = 1e4
    step = 60
    while not told:
        step += 1
        task.run(optimizer, scheduler, 1, first=step)
        assert step < 90
    ((when, reason),) = told
    kept = scheduler._driver.state.snapshot.t
    assert kept in (25, 50)
    assert restored == [states[kept]]
    assert 60 < when <= step
    assert reason.startswith(("diverged: the loss rose by", "non-finite: "))


@pytest.mark.parametrize("moment", ["long before", "right before"])
def test_a_rollback_puts_a_group_added_later_back_to_where_it_began(toy: Callable[..., Any], moment: str) -> None:
    task = toy()
    optimizer: Any = torch.optim.Adam(task.model[0].parameters(), lr=1e-3)
    head = list(task.model[2].parameters())
    scheduler = AwareLR(optimizer)
    task.run(optimizer, scheduler, 60)
    began = [each.detach().clone() for each in head]
    if moment == "long before":
        optimizer.add_param_group({"params": head})
        task.run(optimizer, scheduler, 5, first=61)
        assert not torch.equal(head[0], began[0])
    optimizer.zero_grad()
    loss = task.loss(66)
    loss.backward()
    optimizer.step()
    if moment == "right before":
        optimizer.add_param_group({"params": head})
    scheduler.step(loss * torch.nan)
    assert scheduler.situation is Situation.NON_FINITE
    assert all(torch.equal(*pair) for pair in zip(head, began, strict=True))
    assert all(not optimizer.state[each] for each in head)
    task.run(optimizer, scheduler, 20, first=67)
    assert scheduler.last_epoch == (86 if moment == "long before" else 81)


@pytest.mark.parametrize("decide_every", [1, 8])
def test_a_probe_moves_nothing(
    toy: Callable[..., Any], strides: AwareSettings, fingerprint: Callable[..., list[Any]], decide_every: int
) -> None:
    task = toy(norm=True)
    optimizer: Any = torch.optim.AdamW(task.model.parameters(), lr=30.0)
    told: list[Any] = []
    scheduler = AwareLR(
        optimizer,
        model=task.model,
        on_rollback=lambda *_: told.append(fingerprint(task.model, optimizer.state_dict()["state"])),
        decide_every=decide_every,
        settings=strides,
    )
    step = 0
    while not told:
        step += 1
        task.run(optimizer, scheduler, 1, first=step)
    lr = scheduler.get_last_lr()
    while scheduler._driver.probing:
        assert scheduler.get_last_lr() == lr
        step += 1
        task.run(optimizer, scheduler, 1, first=step)
    assert scheduler.get_last_lr()[0] < lr[0]
    assert fingerprint(task.model, optimizer.state_dict()["state"]) == told[-1]


@pytest.mark.parametrize("decide_every", [1, 8])
def test_without_rollback_parameters_are_left_alone_and_the_lr_is_lowered(
    toy: Callable[..., Any],
    fingerprint: Callable[..., list[Any]],
    warnings_of: Callable[..., list[str]],
    decide_every: int,
) -> None:
    task = toy()
    optimizer: Any = torch.optim.SGD(task.model.parameters(), lr=1e-2, momentum=0.9)
    scheduler = AwareLR(optimizer, model=task.model, rollback=False, decide_every=decide_every)
    task.run(optimizer, scheduler, 60)
    optimizer.param_groups[0]["lr"] = 300.0
    step = 60
    while not warnings_of("diverged"):
        step += 1
        optimizer.zero_grad()
        loss = task.loss(step)
        loss.backward()
        optimizer.step()
        after = fingerprint(task.model, optimizer.state_dict()["state"])
        scheduler.step(loss)
        assert fingerprint(task.model, optimizer.state_dict()["state"]) == after
        assert step < 100
    assert scheduler.get_last_lr()[0] <= 0.31 * 300.0
    assert warnings_of("put back") == []
    assert scheduler._driver.snapshot is None


def test_a_gan_is_not_rolled_back_by_default(toy: Callable[..., Any], warnings_of: Callable[..., list[str]]) -> None:
    both: Any = torch.nn.ModuleDict({"maker": torch.nn.Linear(4, 8), "judge": torch.nn.Linear(8, 1)})
    makers = torch.optim.Adam(both["maker"].parameters(), lr=10.0)
    judges = torch.optim.Adam(both["judge"].parameters(), lr=10.0)
    schedulers = [AwareLR(each, model=both) for each in (makers, judges)]
    x = torch.randn(32, 4, generator=torch.Generator().manual_seed(0))
    for step in range(60):
        for optimizer, scheduler, sign in zip((makers, judges), schedulers, (1.0, -1.0), strict=True):
            both.zero_grad()
            loss = sign * both["judge"](both["maker"](x * (1.0 + step % 3))).tanh().mean()
            loss.backward()
            optimizer.step()
            scheduler.step(loss)
    assert [each._driver.restores for each in schedulers] == [False, False]
    assert warnings_of("put back") == []
    assert finite(both)
    for each in schedulers:
        each.close()
    assert AwareLR(makers, model=both, rollback=True)._driver.restores
    task = toy()
    assert AwareLR(torch.optim.SGD(task.model.parameters(), lr=1.0), model=task.model)._driver.restores


@pytest.mark.parametrize("lr", [1e-3, 1e-1, 1.0])
def test_bounds_hold(toy: Callable[..., Any], lr: float) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=lr, momentum=0.9)
    scheduler = AwareLR(optimizer, min_lr=1e-3, max_lr=1.0)
    lrs = task.run(optimizer, scheduler, 200)
    assert all(1e-3 <= each <= 1.0 for each in lrs)
    assert len(set(lrs)) > 5


@pytest.mark.parametrize("decide_every", [1, 8])
def test_a_known_budget_decays_and_the_averages_stay_in_use(toy: Callable[..., Any], decide_every: int) -> None:
    task = toy()
    optimizer = torch.optim.Adam(task.model.parameters(), lr=1e-3)
    scheduler = AwareLR(optimizer, total_steps=100, decide_every=decide_every)
    task.run(optimizer, scheduler, 60)
    with scheduler.averaged() as used:
        assert used
    task.run(optimizer, scheduler, 40, first=61)
    assert scheduler.last_decision is not None
    assert scheduler.get_last_lr()[0] == scheduler.last_decision.written_lr < 0.5 * scheduler.last_decision.lr
    with scheduler.averaged() as used:
        assert used
    task.run(optimizer, scheduler, 20, first=101)
    assert scheduler.get_last_lr()[0] > 0.0


@pytest.mark.parametrize(("lr", "end"), [(1e-6, 1.1), (1e-2, 0.7), (10.0, 0.7)])
def test_late_decisions_are_sensible(toy: Callable[..., Any], lr: float, end: float) -> None:
    task = toy()
    optimizer = torch.optim.Adam(task.model.parameters(), lr=lr)
    scheduler = AwareLR(optimizer, model=task.model, decide_every=8)
    lrs = task.run(optimizer, scheduler, 300)
    assert task.whole_loss() < end
    assert 1e-4 < lrs[-1] < 1.0
    assert scheduler.last_epoch >= 300 - 8
    changes = [step for step in range(1, 300) if lrs[step] != lrs[step - 1]]
    assert len(changes) > 10


def test_a_late_rollback_drops_the_gradient_taken_at_undone_weights(
    toy: Callable[..., Any], fingerprint: Callable[..., list[Any]]
) -> None:
    task = toy()
    optimizer: Any = torch.optim.SGD(task.model.parameters(), lr=1e-2)
    states: list[Any] = []
    scheduler = AwareLR(
        optimizer, model=task.model, decide_every=4, on_rollback=lambda *_: states.append(fingerprint(task.model))
    )
    for step in range(1, 21):
        optimizer.zero_grad()
        loss = task.loss(step)
        loss.backward()
        count = len(states)
        optimizer.step()
        if len(states) > count:
            assert fingerprint(task.model) == states[-1]
        scheduler.step(loss * (torch.nan if step == 10 else 1.0))
    assert len(states) == 1
    assert finite(task.model)


def test_every_bad_setting_is_named_at_once() -> None:
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=1e-2)
    wrong: Any = -1
    with pytest.raises(SettingError) as caught:
        AwareLR(optimizer, total_steps=0, min_lr=wrong, max_lr=math.nan)
    for name in ("total_steps must be", "min_lr must be", "max_lr must be"):
        assert name in str(caught.value)
    with pytest.raises(SettingError, match=r"lr must be within min_lr and max_lr \(0\.1 to inf\), got 0\.01"):
        AwareLR(optimizer, min_lr=0.1)
    assert optimizer.param_groups[0]["lr"] == 1e-2


def test_names_given_win_over_settings() -> None:
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=1e-2)
    scheduler = AwareLR(optimizer, max_lr=0.5, settings=AwareSettings(max_lr=0.1, min_lr=1e-5, rollback=False))
    found: Any = scheduler._driver.schedule
    assert (found.settings.max_lr, found.settings.min_lr, found.settings.rollback) == (0.5, 1e-5, False)
