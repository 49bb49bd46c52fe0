"""Loss scalers: a skipped step is no reading, whether or not the optimizer's hook fires."""

from collections.abc import Callable
from typing import Any

import pytest
import torch

from awarelr.schedules import Constant
from awarelr.torch import AwareLR, Scheduler

pytestmark = pytest.mark.torch


class Scaled:
    """A training under a loss scaler that overflows at the steps asked for."""

    def __init__(self, task: Any, *, fused: bool, given: bool = True, zero_first: bool = True) -> None:
        self.task = task
        self.optimizer: Any = torch.optim.Adam(task.model.parameters(), lr=1e-4, fused=fused)
        self.scaler: Any = torch.amp.GradScaler("cpu", init_scale=1024.0, growth_interval=3)
        self.scheduler = AwareLR(self.optimizer, model=task.model, scaler=self.scaler if given else None)
        self.zero_first = zero_first
        self.steps = 0

    def step(self, *, overflow: bool = False) -> None:
        self.steps += 1
        if self.zero_first:
            self.optimizer.zero_grad()
        loss = self.task.loss(self.steps)
        self.scaler.scale(loss * (torch.inf if overflow else 1.0)).backward()
        self.scaler.step(self.optimizer)
        self.scaler.update()
        if not self.zero_first:
            self.optimizer.zero_grad()
        self.scheduler.step(loss)


@pytest.mark.parametrize("fused", [False, True])
@pytest.mark.parametrize(("given", "zero_first"), [(True, True), (True, False), (False, True)])
def test_a_skipped_step_does_not_count_and_is_not_called_out_of_order(
    toy: Callable[..., Any], warnings_of: Callable[..., list[str]], *, fused: bool, given: bool, zero_first: bool
) -> None:
    """F1, pytorch#55585."""
    run = Scaled(toy(), fused=fused, given=given, zero_first=zero_first)
    for step in range(1, 41):
        run.step(overflow=step in (1, 5, 6, 20))
    assert run.scheduler.last_epoch == 36
    assert warnings_of() == []
    assert run.scheduler.get_last_lr()[0] > 1e-5


@pytest.mark.parametrize("fused", [False, True])
def test_ten_skipped_steps_in_a_row_are_worth_one_warning(
    toy: Callable[..., Any], warnings_of: Callable[..., list[str]], *, fused: bool
) -> None:
    run = Scaled(toy(), fused=fused)
    run.step()
    for _ in range(9):
        run.step(overflow=True)
    assert warnings_of() == []
    run.step()
    for _ in range(25):
        run.step(overflow=True)
    assert run.scheduler.last_epoch == 2
    assert len(warnings_of()) == 1
    assert "skipped 10 optimizer steps in a row" in warnings_of()[0]


def test_micro_batches_under_a_scaler_are_no_skipped_steps(
    toy: Callable[..., Any], warnings_of: Callable[..., list[str]]
) -> None:
    run = Scaled(toy(), fused=False)
    for micro in range(1, 65):
        loss = run.task.loss(micro)
        run.scaler.scale(loss / 16).backward()
        if micro % 16 == 0:
            run.scaler.step(run.optimizer)
            run.scaler.update()
            run.optimizer.zero_grad()
        run.scheduler.step(loss)
    assert run.scheduler.last_epoch == 4
    assert len(warnings_of("without an optimizer step")) == 1
    assert warnings_of("skipped") == []


@pytest.mark.parametrize("unscaled", [False, True])
def test_a_fused_optimizer_is_read_as_if_nothing_were_scaled(toy: Callable[..., Any], *, unscaled: bool) -> None:
    plain, scaled = toy(), Scaled(toy(), fused=True)
    optimizer = torch.optim.Adam(plain.model.parameters(), lr=1e-4, fused=True)
    scheduler = AwareLR(optimizer, model=plain.model)
    plain.run(optimizer, scheduler, 40)
    for step in range(1, 41):
        scaled.optimizer.zero_grad()
        loss = scaled.task.loss(step)
        scaled.scaler.scale(loss).backward()
        if unscaled:
            scaled.scaler.unscale_(scaled.optimizer)
        scaled.scaler.step(scaled.optimizer)
        scaled.scaler.update()
        scaled.scheduler.step(loss)
    assert scaled.scheduler.last_decision is not None
    assert scheduler.last_decision is not None
    assert scaled.scheduler.get_last_lr() == pytest.approx(scheduler.get_last_lr(), rel=1e-3)
    assert scaled.scheduler.last_decision.evidence == pytest.approx(scheduler.last_decision.evidence, rel=1e-2)


def test_a_formula_does_not_count_a_skipped_step_of_a_fused_optimizer(toy: Callable[..., Any]) -> None:
    run = Scaled(toy(), fused=True)
    run.scheduler.close()
    formula = Scheduler(run.optimizer, Constant(), scaler=run.scaler)
    run.scheduler = formula  # type: ignore[assignment]
    for step in range(1, 11):
        run.step(overflow=step in (3, 4))
    assert formula.last_epoch == 8


def test_a_rollback_restores_the_scale(toy: Callable[..., Any], warnings_of: Callable[..., list[str]]) -> None:
    run = Scaled(toy(), fused=False)
    for _ in range(3):
        run.step()
    kept = run.scheduler._driver.snapshot
    assert kept is not None
    scale = kept.save()["scaler"]["scale"]
    for _ in range(6):
        run.step()
    assert run.scaler.get_scale() != scale
    for group in run.optimizer.param_groups:
        group["lr"] = 1e5
    while not warnings_of("put back to the snapshot"):
        run.step()
        assert run.steps < 40
    assert run.scaler.get_scale() == scale
    assert warnings_of("without an optimizer step") == []


def test_a_disabled_scaler_is_no_scaler(toy: Callable[..., Any], warnings_of: Callable[..., list[str]]) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=1e3)
    scheduler = AwareLR(optimizer, scaler=torch.amp.GradScaler("cpu", enabled=False))
    task.run(optimizer, scheduler, 20)
    assert warnings_of("put back to the snapshot")
    scheduler.step(1.0)
    assert len(warnings_of("without an optimizer step")) == 1
