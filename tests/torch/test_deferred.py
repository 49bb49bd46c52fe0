"""On an accelerator a decision waits for the next step, whose gradients keep it busy; imitated here on a CPU."""

import copy
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from awarelr.core.diagnosis import Situation
from awarelr.journal import read_journal
from awarelr.torch import AwareLR

pytestmark = pytest.mark.torch


def made(task: Any, optimizer: Any, *, at_once: bool, **arguments: Any) -> AwareLR:
    """Return a scheduler that finds its readings at hand, or as an accelerator would have them."""
    scheduler = AwareLR(optimizer, model=task.model, **arguments)
    scheduler._driver.at_once = scheduler._driver.at_hand = at_once
    return scheduler


def test_by_default_a_decision_is_made_at_every_step_wherever_the_parameters_are(toy: Callable[..., Any]) -> None:
    for device in ("cpu", "meta"):
        optimizer = torch.optim.SGD(toy().model.to(device).parameters(), lr=0.1)
        driver = AwareLR(optimizer)._driver
        assert (driver.decide_every, driver.at_once) == (1, device == "cpu")


@pytest.mark.parametrize("lr", [1e-5, 1e-2])
def test_an_undisturbed_run_is_the_same_to_the_last_bit(
    toy: Callable[..., Any], fingerprint: Callable[..., list[Any]], tmp_path: Path, lr: float
) -> None:
    ends = []
    for at_once in (True, False):
        task, path = toy(norm=True), tmp_path / f"{at_once}.jsonl"
        optimizer = torch.optim.Adam(task.model.parameters(), lr=lr)
        scheduler = made(task, optimizer, at_once=at_once, journal=path)
        lrs = task.run(optimizer, scheduler, 120)
        decided = scheduler.last_epoch
        with scheduler.averaged():
            averages = fingerprint(task.model)
        scheduler.close()
        journal = read_journal(path)
        ends.append((lrs, averages, fingerprint(task.model), [entry.decision for entry in journal.entries()]))
        assert decided == (120 if at_once else 119)
        assert scheduler.last_epoch == 120
        assert all(each.situation is not Situation.DIVERGED for each in ends[-1][3])
    assert ends[0] == ends[1]


def test_damage_is_undone_one_step_later_and_the_gradient_at_hand_is_dropped(
    toy: Callable[..., Any], fingerprint: Callable[..., list[Any]], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, "awarelr")
    for at_once in (True, False):
        task = toy()
        optimizer: Any = torch.optim.SGD(task.model.parameters(), lr=1e-2)
        states: list[Any] = []
        scheduler = made(task, optimizer, at_once=at_once)
        scheduler._driver.chronicle.on_rollback = lambda step, _, states=states, task=task: states.append(
            (step, fingerprint(task.model))
        )
        for step in range(1, 41):
            optimizer.zero_grad()
            loss = task.loss(step)
            loss.backward()
            if step == 30:
                next(task.model.parameters()).grad.fill_(torch.nan)
            optimizer.step()
            scheduler.step(loss)
            if step == 30:
                assert len(states) == at_once
            if step == 31 and not at_once:
                assert fingerprint(task.model) == states[0][1]  # nothing was stepped by a gradient of broken weights
        assert [step for step, _ in states] == [30]
        assert all(bool(torch.isfinite(each).all()) for each in task.model.parameters())
        assert scheduler.last_epoch == (40 if at_once else 39)


def test_an_evaluation_or_the_end_decides_on_the_last_reading(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=1e-2)
    scheduler = made(task, optimizer, at_once=False)
    task.run(optimizer, scheduler, 20)
    assert scheduler.last_epoch == 19
    with scheduler.averaged():
        assert scheduler.last_epoch == 20
    task.run(optimizer, scheduler, 5, first=21)
    scheduler.close()
    assert scheduler.last_epoch == 25


def test_damage_found_before_an_evaluation_is_undone_before_it(
    toy: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, "awarelr")
    task = toy()
    optimizer: Any = torch.optim.SGD(task.model.parameters(), lr=1e-2)
    scheduler = made(task, optimizer, at_once=False)
    task.run(optimizer, scheduler, 30)
    optimizer.zero_grad()
    loss = task.loss(31)
    loss.backward()
    next(task.model.parameters()).grad.fill_(torch.nan)
    optimizer.step()
    scheduler.step(loss)
    with scheduler.averaged():
        pass
    assert all(bool(torch.isfinite(each).all()) for each in task.model.parameters())
    task.run(optimizer, scheduler, 10, first=32)
    assert all(bool(torch.isfinite(each).all()) for each in task.model.parameters())


def test_an_error_while_deciding_ends_no_evaluation(
    toy: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=1e-2)
    scheduler = made(task, optimizer, at_once=False)
    task.run(optimizer, scheduler, 20)

    def fail(*_: Any) -> Any:
        message = "a fault of ours"
        raise RuntimeError(message)

    monkeypatch.setattr(scheduler._driver, "_decide_on", fail)
    with scheduler.averaged():
        pass
    assert "an error in an evaluation; the training goes on" in caplog.text


def test_a_resume_in_between_goes_on_to_the_last_bit(
    toy: Callable[..., Any], fingerprint: Callable[..., list[Any]]
) -> None:
    task = toy(norm=True)
    optimizer = torch.optim.Adam(task.model.parameters(), lr=1e-2)
    scheduler = made(task, optimizer, at_once=False)
    task.run(optimizer, scheduler, 37)
    saved = copy.deepcopy([each.state_dict() for each in (task.model, optimizer, scheduler)])
    other = toy(seed=3, norm=True)
    twin = torch.optim.Adam(other.model.parameters(), lr=1e-2)
    resumed = made(other, twin, at_once=False)
    for part, state in zip((other.model, twin, resumed), saved, strict=True):
        part.load_state_dict(state)
    ends = []
    for each, stepper, steering in ((task, optimizer, scheduler), (other, twin, resumed)):
        lrs = each.run(stepper, steering, 30, first=38)
        ends.append((lrs, steering.last_decision, fingerprint(each.model, steering)))
    assert ends[0] == ends[1]


def test_a_rollback_decided_in_inference_mode_leaves_weights_that_train_on(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer: Any = torch.optim.SGD(task.model.parameters(), lr=1e-2, momentum=0.9)
    scheduler = made(task, optimizer, at_once=False)
    task.run(optimizer, scheduler, 30)
    with torch.no_grad():
        task.model[2].weight.mul_(1e4)
    for step in range(31, 40):
        task.run(optimizer, scheduler, 1, first=step)
        with torch.inference_mode(), scheduler.averaged():
            task.loss(step)
        for each in task.model.parameters():
            assert each.grad is not None
            each.grad.zero_()  # refused on a tensor made in inference mode
    assert scheduler.situation is not Situation.DIVERGED
