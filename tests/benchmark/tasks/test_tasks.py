"""Every task: same seed, same track; another seed, another track; it trains at its default LR."""

import math
from collections.abc import Callable

import pytest
import torch

from awarelr.benchmark.data.digits import digits
from awarelr.benchmark.tasks import TASKS, Measure, Task, Workload

pytestmark = pytest.mark.torch

RECORDED = ("digits", "digits_sgd", "noisy", "cnn", "ae", "logreg", "linreg", "func", "spirals", "gpt", "drift")
every_task = pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
every_recorded_task = pytest.mark.parametrize("task", [TASKS[name] for name in RECORDED], ids=RECORDED)

Descend = Callable[[Workload, float, int], list[float]]
Value = Callable[[Workload], float]


def test_the_eleven_recorded_tasks_are_registered_under_their_own_names() -> None:
    assert set(RECORDED) <= set(TASKS)
    assert [name for name, task in TASKS.items() if task.name != name] == []


@pytest.mark.parametrize(
    ("name", "lr", "steps", "batch", "measure"),
    [
        ("digits", 1e-3, 600, 64, Measure.VALIDATION_LOSS),
        ("digits_sgd", 0.1, 600, 64, Measure.VALIDATION_LOSS),
        ("noisy", 1e-3, 800, 64, Measure.VALIDATION_LOSS),
        ("cnn", 0.05, 400, 64, Measure.VALIDATION_LOSS),
        ("ae", 1e-3, 800, 64, Measure.VALIDATION_LOSS),
        ("logreg", 0.1, 500, 16, Measure.OBJECTIVE),
        ("linreg", 0.03, 1000, 8, Measure.EXCESS_RISK),
        ("func", 0.01, 1000, 256, Measure.OBJECTIVE),
        ("spirals", 1e-3, 1500, 64, Measure.VALIDATION_LOSS),
        ("gpt", 1e-3, 800, 12, Measure.VALIDATION_LOSS),
        ("drift", 0.05, 1500, 16, Measure.ONLINE_LOSS),
    ],
)
def test_a_recorded_task_keeps_its_budget(name: str, lr: float, steps: int, batch: int, measure: Measure) -> None:
    task = TASKS[name]
    assert (task.lr, task.steps, task.batch, task.measure) == (lr, steps, batch, measure)


@every_task
def test_the_same_seed_gives_the_same_track_to_the_last_bit(task: Task, descend: Descend, value: Value) -> None:
    first, second = task.build(4), task.build(4)
    assert descend(first, task.lr, 5) == descend(second, task.lr, 5)
    assert value(first) == value(second)


@every_task
def test_another_seed_gives_another_track(task: Task, descend: Descend) -> None:
    assert descend(task.build(0), task.lr, 3) != descend(task.build(1), task.lr, 3)


@every_task
def test_the_loss_of_a_step_does_not_depend_on_the_steps_asked_for_before(task: Task) -> None:
    late_first, early_first = task.build(0), task.build(0)
    late = late_first.loss(600).item()
    assert early_first.loss(1).item() == late_first.loss(1).item()
    assert early_first.loss(600).item() == pytest.approx(late, rel=1e-6)


@every_recorded_task
def test_the_loss_falls_within_a_few_steps_at_the_default_lr(task: Task, descend: Descend) -> None:
    steps = {"spirals": 100, "func": 10, "drift": 80, "gpt": 20, "cnn": 30}.get(task.name, 50)
    losses = descend(task.build(0), task.lr, steps)
    few = max(1, steps // 5)
    assert math.fsum(losses[-few:]) < math.fsum(losses[:few])


@every_recorded_task
def test_the_metric_reads_the_model_that_it_is_given(task: Task, value: Value) -> None:
    workload = task.build(0)
    before = value(workload)
    assert math.isfinite(before)
    with torch.no_grad():
        for parameter in workload.model.parameters():
            parameter.add_(0.05)
    assert value(workload) != before


def test_false_labels_stand_in_the_training_set_alone() -> None:
    clean, noisy = digits(), digits(relabelled=0.3)
    assert (clean.train.targets != noisy.train.targets).float().mean().item() == pytest.approx(0.29, abs=0.03)
    assert torch.equal(clean.validation.targets, noisy.validation.targets)
