"""A task at another budget changes as often as at its own, and at its own it is the very same task."""

import pytest
import torch

from awarelr.benchmark.data.digits import digits
from awarelr.benchmark.data.rotating import RotatingTruth
from awarelr.benchmark.scale import SCALES
from awarelr.benchmark.tasks import TASKS, Task

pytestmark = pytest.mark.torch

CHANGING = ("drift", "rotating", "classes")
every_changing_task = pytest.mark.parametrize("task", [TASKS[name] for name in CHANGING], ids=CHANGING)
every_task = pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)


@every_task
@pytest.mark.parametrize("scale", ["small", "full"])
def test_a_scale_of_the_tasks_own_budget_runs_the_very_same_task(task: Task, scale: str) -> None:
    """Guards the figures in benchmarks/tuned.json, which were recorded before a task could be shortened."""
    assert task.within(SCALES[scale].steps(task.steps)) is task


def test_only_tasks_that_change_have_a_pace() -> None:
    assert {name for name, task in TASKS.items() if task.paced is not None} == set(CHANGING)


@every_changing_task
def test_at_its_own_pace_a_task_is_bitwise_the_one_that_was_recorded(task: Task) -> None:
    assert task.paced is not None
    usual, paced = task.build(3), task.paced(1.0)(3)
    assert [usual.loss(step).item() for step in (1, 501, 1499)] == [paced.loss(step).item() for step in (1, 501, 1499)]


def test_a_tiny_run_of_the_growing_classes_sees_all_ten() -> None:
    tiny = TASKS["classes"].within(60)
    workload = tiny.build(0)
    with torch.no_grad():
        for parameter in workload.model.parameters():
            parameter.zero_()
        bias = next(reversed(list(workload.model.parameters())))
        bias.copy_(torch.tensor([0.0] * 8 + [-50.0] * 2))  # whoever meets the last two classes pays for it
    losses = [workload.loss(step).item() for step in range(1, 61)]
    assert max(losses[:48]) < 5.0
    assert max(losses[48:]) > 5.0
    assert digits().train.targets.max().item() == 9


def test_a_tiny_run_of_the_drift_meets_three_truths() -> None:
    """A later truth is twice as large, so that from zero weights its loss is about four times as large."""
    workload = TASKS["drift"].within(75).build(0)
    losses = [workload.loss(step).item() for step in range(1, 76)]
    thirds = [sum(losses[at : at + 25]) for at in (0, 25, 50)]
    assert thirds[1] > 2.0 * thirds[0]
    assert thirds[2] > 2.0 * thirds[0]


def test_a_tiny_run_of_the_rotation_turns_as_far_as_a_long_one() -> None:
    """At the truth of step 1 the loss is small again after each full turn, and large after half of one."""
    workload = TASKS["rotating"].within(150).build(0)
    with torch.no_grad():
        next(workload.model.parameters()).copy_(
            RotatingTruth(seed=0, turn=75, batch=8, features=10, size=4.0).truth_at(1)
        )
    start, half, full = (sum(workload.loss(at + each).item() for each in range(6)) for at in (1, 36, 74))
    assert half > 4.0 * start
    assert half > 4.0 * full
