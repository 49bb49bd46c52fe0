"""A gradient that is not finite is known before the step: the optimizer is kept from it, and nothing is lost."""

import copy
import logging
import math
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from awarelr.core import Action, Situation  # noqa: E402 - after the skip
from awarelr.journal import replay  # noqa: E402
from awarelr.torch import AwareLR, Scheduler  # noqa: E402

pytestmark = pytest.mark.torch


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "awarelr")


def stepped(task: Any, optimizer: Any, scheduler: Any, step: int, value: float = 1.0) -> None:
    """Make one step; the batch's loss, and with it the gradient, is multiplied by ``value``."""
    optimizer.zero_grad()
    loss = task.loss(step) * value
    loss.backward()
    optimizer.step()
    scheduler.step(loss)


@pytest.mark.parametrize("value", [math.nan, math.inf])
@pytest.mark.parametrize("decide_every", [1, 4])
def test_a_bad_batch_changes_neither_weights_nor_optimizer_nor_lr(
    toy: Callable[..., Any], fingerprint: Callable[..., list[Any]], value: float, decide_every: int
) -> None:
    task = toy()
    optimizer: Any = torch.optim.AdamW(task.model.parameters(), lr=1e-2)
    told: list[Any] = []
    scheduler = AwareLR(optimizer, decide_every=decide_every, on_rollback=lambda *each: told.append(each))
    task.run(optimizer, scheduler, 60)
    before = fingerprint(task.model, optimizer.state_dict()["state"])
    lr = scheduler.get_last_lr()[0]
    stepped(task, optimizer, scheduler, 61, value)
    assert fingerprint(task.model, optimizer.state_dict()["state"]) == before
    assert decide_every > 1 or scheduler.get_last_lr()[0] == lr
    if decide_every > 1:
        task.run(optimizer, scheduler, 4, first=62)
    ((step, reason),) = told
    assert step == 61
    assert reason.startswith("non finite: loss ")
    assert reason.endswith("the step was left out, and the weights are as they were")
    assert "the step was left out" in scheduler.explain()


@pytest.mark.parametrize("every", [3, 15])
def test_batches_that_are_bad_again_and_again_cost_their_own_steps_and_no_more(
    toy: Callable[..., Any], every: int
) -> None:
    ends = []
    for bad in (True, False):
        task = toy()
        optimizer: Any = torch.optim.SGD(task.model.parameters(), lr=1e-2)
        scheduler = AwareLR(optimizer)
        for step in range(1, 301):
            if bad or step % every:
                stepped(task, optimizer, scheduler, step, math.nan if step % every == 0 else 1.0)
        with scheduler.averaged():
            ends.append(task.whole_loss())
    assert ends[0] < 1.05 * ends[1]


def test_where_no_batch_will_do_the_weights_are_to_blame(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer: Any = torch.optim.SGD(task.model.parameters(), lr=1e-2)
    scheduler: Any = AwareLR(optimizer)
    task.run(optimizer, scheduler, 60)
    answers = []
    for step in range(61, 66):
        stepped(task, optimizer, scheduler, step, math.nan)
        assert scheduler.situation is Situation.NON_FINITE
        answers.append(scheduler.last_decision.action)
    assert answers == [*4 * [Action.WITHHOLD], Action.RESTORE]
    assert scheduler.last_decision.sentence.endswith(": 5 in a row, so that the weights may be to blame")
    task.run(optimizer, scheduler, 1, first=66)
    stepped(task, optimizer, scheduler, 67, math.nan)
    assert scheduler.last_decision.action == Action.WITHHOLD  # a good one in between begins the count anew


def test_a_closure_is_kept_from_it_too(toy: Callable[..., Any], fingerprint: Callable[..., list[Any]]) -> None:
    task = toy()
    optimizer: Any = torch.optim.LBFGS(task.model.parameters(), lr=0.1, line_search_fn="strong_wolfe")
    scheduler = AwareLR(optimizer)
    before: list[Any] = []
    for step in range(1, 31):
        if step == 25:
            before = fingerprint(task.model)

        def closure(step: int = step) -> Any:
            optimizer.zero_grad()
            loss = task.loss(step) * (math.nan if step == 25 else 1.0)
            loss.backward()
            return loss

        scheduler.step(optimizer.step(closure))
        if step == 25:
            assert scheduler.situation is Situation.NON_FINITE
            assert fingerprint(task.model) == before
    assert all(bool(torch.isfinite(each).all()) for each in task.model.parameters())


@pytest.mark.parametrize("watching", [partial(AwareLR, observe_only=True), partial(Scheduler, schedule="constant")])
def test_who_only_watches_keeps_nobody_from_anything(toy: Callable[..., Any], watching: Callable[..., Any]) -> None:
    task = toy()
    optimizer: Any = torch.optim.SGD(task.model.parameters(), lr=1e-2)
    scheduler = watching(optimizer)
    task.run(optimizer, scheduler, 10)
    stepped(task, optimizer, scheduler, 11, math.nan)
    assert all(bool(torch.isnan(each).all()) for each in task.model.parameters())


def test_replay_and_resume_decide_the_same(toy: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    task = toy()
    optimizer: Any = torch.optim.Adam(task.model.parameters(), lr=1e-2)
    scheduler = AwareLR(optimizer, model=task.model, journal=path)
    bad = (20, 21, 22, 40, 41, 42, 43, 44)
    ends = []
    saved: tuple[Any, ...] = ()
    for step in range(1, 61):
        if step == 43:
            saved = copy.deepcopy((task.model.state_dict(), optimizer.state_dict(), scheduler.state_dict()))
        stepped(task, optimizer, scheduler, step, math.nan if step in bad else 1.0)
    ends.append(scheduler.last_decision)
    scheduler.close()
    assert replay(path).differing == 0
    task = toy()
    optimizer = torch.optim.Adam(task.model.parameters(), lr=1e-2)
    scheduler = AwareLR(optimizer, model=task.model)
    for part, state in zip((task.model, optimizer, scheduler), saved, strict=True):
        part.load_state_dict(state)
    for step in range(43, 61):
        stepped(task, optimizer, scheduler, step, math.nan if step in bad else 1.0)
    ends.append(scheduler.last_decision)
    assert ends[0] == ends[1]


def test_a_step_that_a_loss_scaler_skips_is_its_own_affair(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer: Any = torch.optim.SGD(task.model.parameters(), lr=1e-2, fused=True)
    scheduler = AwareLR(optimizer)
    scaler = torch.amp.GradScaler("cpu", init_scale=1024.0)
    for step in range(1, 41):
        optimizer.zero_grad()
        loss = task.loss(step) * (math.nan if step == 20 else 1.0)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
        scheduler.step(loss)
    assert scheduler.last_epoch == 39
    assert scaler.get_scale() == 512.0
