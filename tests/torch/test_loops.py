"""Loops as users write them, where something is out of the ordinary: found by a stranger, kept from coming back."""

import logging
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from awarelr.core import AwareSettings
from awarelr.errors import SettingError
from awarelr.journal import read_journal
from awarelr.schedules import Cosine
from awarelr.torch import AwareLR, Scheduler

pytestmark = pytest.mark.torch


@pytest.mark.parametrize("lr", [1e-4, 1e-2])
def test_an_optimizer_that_maximizes_is_steered_as_one_that_minimizes(
    toy: Callable[..., Any], fingerprint: Callable[..., list[Any]], lr: float
) -> None:
    ends = []
    for maximize in (False, True):
        task = toy()
        optimizer = torch.optim.Adam(task.model.parameters(), lr=lr, maximize=maximize)
        scheduler = AwareLR(optimizer, model=task.model)
        lrs = []
        for step in range(1, 101):
            optimizer.zero_grad()
            loss = task.loss(step)
            (-loss if maximize else loss).backward()
            optimizer.step()
            scheduler.step(loss)
            lrs.append(scheduler.get_last_lr()[0])
        ends.append((lrs, fingerprint(task.model)))
    assert ends[0] == ends[1]
    assert ends[0][0][-1] > 2.0 * ends[0][0][0]


def test_groups_that_climb_beside_groups_that_descend_are_refused() -> None:
    groups: list[dict[str, Any]] = [{"params": [torch.nn.Parameter(torch.ones(1))]} for _ in range(2)]
    optimizer = torch.optim.SGD([groups[0], groups[1] | {"maximize": True}], lr=0.1)
    with pytest.raises(SettingError, match=r"maximize must be the same in all parameter groups, got \[False, True\]"):
        AwareLR(optimizer)


@pytest.mark.parametrize("given", [True, False])
@pytest.mark.parametrize("value", [math.inf, 1e37])
def test_the_loss_of_a_skipped_step_does_not_pass_for_that_of_the_next(
    toy: Callable[..., Any], *, given: bool, value: float
) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=1e-2)
    scaler = torch.amp.GradScaler("cpu", init_scale=1024.0)
    rollbacks: list[int] = []
    scheduler = AwareLR(
        optimizer,
        model=task.model,
        scaler=scaler if given else None,
        on_rollback=lambda step, _: rollbacks.append(step),
    )
    for step in range(1, 41):
        optimizer.zero_grad()
        loss = task.loss(step) * (value if step == 20 else 1.0)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
        scheduler.step(loss)
    assert rollbacks == []
    assert scheduler.last_epoch == 39
    assert scheduler._driver.state.loss.slow.mean < 10.0


@pytest.mark.parametrize("kind", ["number", "tensor"])
def test_a_batch_that_the_loop_leaves_out_does_not_pass_for_the_next_one(toy: Callable[..., Any], kind: str) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=1e-2)
    scheduler = AwareLR(optimizer, model=task.model)
    seen = []
    for step in range(1, 31):
        optimizer.zero_grad()
        loss = task.loss(step) * (math.nan if step in (10, 11) else 1.0)
        if torch.isfinite(loss):
            loss.backward()
            optimizer.step()
        if kind == "tensor":  # as an accelerator's losses are kept: without looking at them
            meter = scheduler._driver.losses
            meter._total, meter._count = meter._total + loss.detach().double(), meter._count + 1
            scheduler.step()
        else:
            scheduler.step(loss)
        seen.append(scheduler.situation.label)
    assert "non finite" not in seen
    assert scheduler.last_epoch == 28
    assert math.isfinite(scheduler._driver.state.loss.slow.mean)


def test_a_micro_batch_without_a_finite_loss_is_told_by_its_gradient(
    toy: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, "awarelr")
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=1e-2)
    rollbacks: list[int] = []
    scheduler = AwareLR(optimizer, model=task.model, on_rollback=lambda step, _: rollbacks.append(step))
    for step in range(1, 31):
        optimizer.zero_grad()
        for half in range(2):
            loss = task.loss(2 * step + half) * (math.nan if (step, half) == (20, 0) else 1.0)
            loss.backward()
            if half == 1:
                optimizer.step()
            scheduler.step(loss)
    assert rollbacks == [20]


def test_a_loop_that_looks_at_gradients_after_the_step_finds_some_in_probes_too(
    toy: Callable[..., Any], strides: AwareSettings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, "awarelr")
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=300.0)
    scheduler = AwareLR(optimizer, model=task.model, settings=strides)
    norms, probes = [], 0
    for step in range(1, 101):
        optimizer.zero_grad()
        loss = task.loss(step)
        loss.backward()
        probing = scheduler._driver.probing
        before = [each.detach().clone() for each in task.model.parameters()]
        optimizer.step()
        norms.append(sum(float(each.grad.norm()) for each in task.model.parameters()))
        if probing:
            probes += 1
            assert norms[-1] == 0.0
            assert all(torch.equal(*pair) for pair in zip(before, task.model.parameters(), strict=True))
        scheduler.step(loss)
    assert probes >= 2


def test_two_schedulers_given_one_journal_write_two(toy: Callable[..., Any], tmp_path: Path, caplog: Any) -> None:
    task, path = toy(), tmp_path / "run.jsonl"
    optimizers: list[Any] = [torch.optim.SGD(task.model[0].parameters(), lr=0.05)]
    optimizers.append(torch.optim.AdamW(task.model[2].parameters(), lr=1e-3))
    schedulers = [AwareLR(each, journal=path) for each in optimizers]
    for step in range(1, 41):
        task.model.zero_grad()
        loss = task.loss(step)
        loss.backward()
        for optimizer, scheduler in zip(optimizers, schedulers, strict=True):
            optimizer.step()
            scheduler.step(loss)
    for scheduler in schedulers:
        scheduler.close()
    lrs = [[entry.decision.written_lr for entry in read_journal(each).entries()] for each in sorted(tmp_path.iterdir())]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["run.1.jsonl", "run.jsonl"]
    assert [len(each) for each in lrs] == [40, 40]
    assert lrs[0] != lrs[1]
    assert "is being written by another scheduler" in caplog.text


def test_a_run_after_another_in_one_process_moves_the_first_aside(toy: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    for lr in (0.1, 0.01):
        task = toy()
        optimizer = torch.optim.SGD(task.model.parameters(), lr=lr)
        scheduler = AwareLR(optimizer, journal=path)
        task.run(optimizer, scheduler, 10)
        scheduler.close()
    headers: list[Any] = [read_journal(each).header for each in (path, tmp_path / "run.1.jsonl")]
    assert [each.lr0 for each in headers] == [0.01, 0.1]


def test_where_rollback_was_turned_off_for_another_optimizers_sake_the_first_damage_says_so(
    toy: Callable[..., Any], warnings_of: Callable[..., list[str]]
) -> None:
    words = "Rollback is off, so that this damage stays"
    for rollback, told in ((None, 1), (False, 1)):  # the second adds none: it was asked for
        task = toy()
        optimizer = torch.optim.AdamW(task.model[2].parameters(), lr=1e-3)
        scheduler = AwareLR(optimizer, model=task.model, rollback=rollback)
        task.run(optimizer, scheduler, 10)
        assert len(warnings_of(words)) == (0 if rollback is None else told)
        optimizer.zero_grad()
        loss = task.loss(11) * math.nan
        loss.backward()
        optimizer.step()
        scheduler.step(loss)
        task.run(optimizer, scheduler, 5, first=12)
        assert len(warnings_of(words)) == told


def test_weights_that_stay_broken_are_said_ten_times_and_no_more(
    toy: Callable[..., Any], warnings_of: Callable[..., list[str]]
) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=1e-2)
    scheduler = AwareLR(optimizer, model=task.model, rollback=False)
    task.run(optimizer, scheduler, 10)
    with torch.no_grad():
        task.model[0].weight.fill_(math.nan)
    task.run(optimizer, scheduler, 200, first=11)
    assert len(warnings_of("Learning rate ")) == 10
    assert len(warnings_of("Further faults like this one are logged at level INFO")) == 1


def test_batches_that_are_used_up_leave_batch_norm_as_it_was(
    toy: Callable[..., Any], warnings_of: Callable[..., list[str]]
) -> None:
    task = toy(norm=True)
    optimizer = torch.optim.AdamW(task.model.parameters(), lr=1e-2)
    scheduler = AwareLR(optimizer, model=task.model)
    task.run(optimizer, scheduler, 60)
    batches = (task.batch(step) for step in range(8))
    statistics = []
    for _ in range(2):
        with scheduler.averaged(batches) as averaged:
            assert averaged
            statistics.append(task.model[1].running_mean.clone())
    assert not torch.equal(statistics[0], task.model[1].running_mean)
    assert torch.equal(statistics[1], task.model[1].running_mean)
    assert task.model.training
    assert len(warnings_of("the loader gave no batch")) == 1


def test_batches_without_a_model_are_said_to_be_of_no_use(
    toy: Callable[..., Any], warnings_of: Callable[..., list[str]]
) -> None:
    task = toy(norm=True)
    optimizer = torch.optim.AdamW(task.model.parameters(), lr=1e-2)
    scheduler = AwareLR(optimizer)
    task.run(optimizer, scheduler, 60)
    with scheduler.averaged([task.batch(1)]):
        pass
    assert len(warnings_of("the scheduler knows no model")) == 1


def test_the_best_comes_back_whole_after_requires_grad_was_turned_off(toy: Callable[..., Any]) -> None:
    task = toy()
    first = torch.optim.SGD(task.model[0].parameters(), lr=0.05)
    second = torch.optim.AdamW(task.model[2].parameters(), lr=1e-3)
    scheduler = AwareLR(first, model=task.model)
    other = AwareLR(second, model=task.model)
    wanted: dict[str, Any] = {}
    for step in range(1, 61):
        task.model.zero_grad()
        loss = task.loss(step)
        loss.backward()
        for optimizer, each in ((first, scheduler), (second, other)):
            optimizer.step()
            each.step(loss)
        if step == 30:
            scheduler.validate(0.0)
            wanted = {name: value.clone() for name, value in task.model.state_dict().items()}
    task.model.eval().requires_grad_(False)  # noqa: FBT003 - torch's own signature
    with scheduler.best():
        assert all(torch.equal(value, wanted[name]) for name, value in task.model.state_dict().items())


def test_closing_decides_on_the_readings_that_wait(toy: Callable[..., Any], tmp_path: Path) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=1e-2)
    scheduler = AwareLR(optimizer, model=task.model, journal=tmp_path / "run.jsonl", decide_every=8)
    task.run(optimizer, scheduler, 43)
    assert scheduler.last_epoch == 40
    scheduler.close()
    assert scheduler.last_epoch == 43
    assert len(list(read_journal(tmp_path / "run.jsonl").entries())) == 43


def test_a_learning_rate_of_zero_by_hand_is_answered_with_what_happens(
    toy: Callable[..., Any], warnings_of: Callable[..., list[str]]
) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=1e-2)
    scheduler = AwareLR(optimizer, model=task.model)
    task.run(optimizer, scheduler, 20)
    before = scheduler.get_last_lr()[0]
    optimizer.param_groups[0]["lr"] = 0.0
    task.run(optimizer, scheduler, 5, first=21)
    assert scheduler.get_last_lr()[0] == pytest.approx(before, rel=0.5)
    assert len(warnings_of("No learning rate can start")) == 1
    assert warnings_of("The found one becomes") == []


def test_an_optimizer_that_sets_its_own_learning_rate_is_refused_in_words() -> None:
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=1e-2)
    optimizer.param_groups[0]["lr"] = None
    with pytest.raises(SettingError, match=r"lr of parameter group 0 must be a finite number from 0, got None"):
        AwareLR(optimizer)


def test_a_scheduler_called_once_an_epoch_is_told_where_it_belongs(
    toy: Callable[..., Any], warnings_of: Callable[..., list[str]]
) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=0.01)
    scheduler = AwareLR(optimizer)
    for epoch in range(3):
        task.run(optimizer, None, 20, first=1 + 20 * epoch)
        scheduler.step(1.0)
    assert len(warnings_of("It belongs after each of them, with that step's loss, not after an epoch")) == 1


def test_late_decisions_do_not_make_calls_look_left_out(
    toy: Callable[..., Any], warnings_of: Callable[..., list[str]]
) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=0.01)
    scheduler = AwareLR(optimizer, decide_every=50)
    for step in range(1, 100):
        task.run(optimizer, scheduler if step % 8 else None, 1, first=step)
    assert not warnings_of()


def test_one_call_left_out_now_and_then_is_no_reason_to_speak(
    toy: Callable[..., Any], warnings_of: Callable[..., list[str]]
) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=0.01)
    scheduler = AwareLR(optimizer)
    for step in range(1, 100):
        task.run(optimizer, scheduler if step % 10 else None, 1, first=step)
    assert not warnings_of()


def test_a_formula_may_be_stepped_once_an_epoch(toy: Callable[..., Any], warnings_of: Callable[..., list[str]]) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=0.01)
    scheduler = Scheduler(optimizer, Cosine(total_steps=3))
    for epoch in range(3):
        task.run(optimizer, None, 20, first=1 + 20 * epoch)
        scheduler.step()
    assert not warnings_of()


@pytest.mark.filterwarnings("ignore:.*script_method.*:DeprecationWarning")  # torch's own
@pytest.mark.parametrize("tensor", [False, True])
def test_compiled_models_and_compiled_steps_are_steered_alike(toy: Callable[..., Any], *, tensor: bool) -> None:
    rates = []
    for compiled in ("nothing", "model", "model and step"):
        task = toy()
        optimizer: Any = torch.optim.AdamW(task.model.parameters(), lr=torch.tensor(1e-5) if tensor else 1e-5)
        scheduler = AwareLR(optimizer, model=task.model)
        if compiled != "nothing":
            task.model.compile(backend="eager")
        if compiled == "model and step":
            optimizer.step = torch.compile(optimizer.step, backend="eager")
        task.run(optimizer, scheduler, 40)
        rates.append(scheduler.get_last_lr()[0])
    assert rates[0] == rates[1]
    assert rates[2] == pytest.approx(rates[0], rel=1e-3)
    assert rates[0] > 1e-4
