"""AwareLR inside wrappers: what it asks for is done there too."""

from collections.abc import Callable
from typing import Any

import pytest
import torch

from awarelr.core import Situation
from awarelr.schedules import Aware, Bounded, Chain, Constant, Schedule, Stage, Warmup
from awarelr.torch import Scheduler

DAMAGED = 61


def damaged(toy: Callable[..., Any], schedule: Schedule[Any], steps: int, **given: Any) -> tuple[Any, Any, int]:
    """Train, spoil the weights before one step, go on; return task, scheduler and steps at which nothing moved."""
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=0.1)
    scheduler = Scheduler(optimizer, schedule, model=task.model, **given)
    draw, still = torch.Generator().manual_seed(3), 0
    for step in range(1, steps + 1):
        if step == DAMAGED:
            with torch.no_grad():
                for each in task.model.parameters():
                    each.add_(torch.randn(each.shape, generator=draw), alpha=30.0)
        before = task.model[0].weight.detach().clone()
        task.run(optimizer, scheduler, 1, first=step)
        still = still + 1 if torch.equal(before, task.model[0].weight) else 0
    return task, scheduler, still


@pytest.mark.parametrize(
    "schedule",
    [
        Aware(),
        Bounded(Aware()),
        Warmup(Aware(), steps=20),
        Chain((Stage(Constant(), steps=20), Stage(Bounded(Aware())))),
    ],
    ids=["bare", "bounded", "after a warm-up", "second stage, bounded"],
)
def test_damage_is_put_back_whatever_is_around(toy: Callable[..., Any], schedule: Schedule[Any]) -> None:
    task, scheduler, still = damaged(toy, schedule, 200)
    assert scheduler.situation is not Situation.PROBING
    assert still == 0
    assert task.whole_loss() < 0.5


@pytest.mark.parametrize("end", range(DAMAGED, DAMAGED + 6))
def test_a_stage_that_ends_within_a_probe_leaves_a_training_that_goes_on(toy: Callable[..., Any], end: int) -> None:
    chain = Chain((Stage(Aware(), steps=end), Stage(Constant())))
    _, scheduler, still = damaged(toy, chain, 100)
    assert scheduler.situation is Situation.SCHEDULED
    assert still == 0


@pytest.mark.parametrize(
    "schedule", [Aware(), Bounded(Aware()), Warmup(Aware(), steps=5), Chain((Stage(Bounded(Aware())),))]
)
def test_what_only_watches_waits_for_no_rollback(toy: Callable[..., Any], schedule: Schedule[Any]) -> None:
    _, scheduler, _ = damaged(toy, schedule, 120, observe_only=True)
    assert scheduler.situation is not Situation.PROBING


@pytest.mark.parametrize("at", [60, 61, 62])
@pytest.mark.parametrize(
    "schedule",
    [
        Warmup(Aware(), steps=60),
        Chain((Stage(Constant(), steps=60), Stage(Aware()))),
        Chain((Stage(Aware(), steps=10), Stage(Constant(), steps=50), Stage(Bounded(Aware())))),
    ],
    ids=["warm-up", "stage", "third stage"],
)
def test_a_bad_batch_where_charge_is_taken_undoes_a_few_steps_only(
    toy: Callable[..., Any], schedule: Schedule[Any], at: int
) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=0.3)
    scheduler = Scheduler(optimizer, schedule, model=task.model)
    task.run(optimizer, scheduler, at - 1)
    before = task.whole_loss()
    optimizer.zero_grad()
    loss = task.loss(at)
    loss.backward()
    if at > 60:
        next(task.model.parameters()).grad.fill_(torch.nan)
    optimizer.step()
    scheduler.step(float("nan"))
    task.run(optimizer, scheduler, 4, first=at + 1)
    assert task.whole_loss() < 1.15 * before


def test_a_users_own_schedule_inside_a_wrapper_may_roll_back(toy: Callable[..., Any]) -> None:
    class Mine:
        """Leaves everything to another one."""

        name, reads_path = "mine", True

        def __init__(self) -> None:
            aware = Aware()
            self.init, self.step, self.snapshot_due = aware.init, aware.step, aware.snapshot_due
            self.dump, self.load = aware.dump, aware.load

    task, scheduler, still = damaged(toy, Warmup(Mine(), steps=10), 200)
    assert still == 0
    assert scheduler.situation is not Situation.PROBING
    assert task.whole_loss() < 0.5
