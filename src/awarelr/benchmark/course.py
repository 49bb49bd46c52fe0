"""One training from its first step to its last, with everything that the benchmark records on the way."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cache
from typing import final

import torch
from torch import Tensor, nn
from torch.optim import SGD

from awarelr.benchmark.baselines.baseline import Baseline, Control
from awarelr.benchmark.curve import Curve, Evaluation, thin
from awarelr.benchmark.damage import Damage, damaged_steps
from awarelr.benchmark.tasks.measure import Measure
from awarelr.benchmark.tasks.task import Task
from awarelr.benchmark.tasks.workload import Workload

__all__ = ["Conditions", "Course", "follow"]

_REPLAYED = 50
"""Batches that a baseline may look at again before a measurement; the number that Schedule-Free's authors advise."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """How a run is held, besides task and baseline.

    Args:
        lr: the LR that the baseline is given.
        seed: the run's seed.
        told: steps that the baseline is told it has.
        evaluations: measurements on the way, the one at the end among them.
        damage: what goes wrong at seeded steps.
    """

    lr: float
    seed: int
    told: int
    evaluations: int = 1
    damage: Damage | None = None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What one run came to and how it got there; lower is better, not finite where the run diverged.

    Args:
        evaluations: the measure before step 1, on the way and after the last step, in order.
        curve: training loss and LR.
        final_lr: LR in force at the end, as the control tells it.
        seconds: wall time of the steps, building and measuring left out.
        building: wall time of building the task and starting the baseline, in seconds.
        measuring: wall time of all measurements, in seconds.
    """

    evaluations: tuple[Evaluation, ...]
    curve: Curve
    final_lr: float
    seconds: float
    building: float
    measuring: float


@final
@dataclass(slots=True, kw_only=True)
class _Log:
    losses: list[float] = field(default_factory=list)
    lrs: list[float] = field(default_factory=list)
    evaluations: list[Evaluation] = field(default_factory=list)
    measuring: float = 0.0


def follow(task: Task, baseline: Baseline, conditions: Conditions) -> Course:
    """Run a task to the end of its budget on one thread; measuring on the way leaves the training untouched.

    Args:
        task: what to train; its ``steps`` are the run's.
        baseline: who sets the LR.
        conditions: how the run is held.
    """
    with _one_thread():
        _warm_up()
        began = time.perf_counter()
        torch.manual_seed(conditions.seed)
        workload = task.build(conditions.seed)
        control = baseline.start(
            model=workload.model, optimizer=workload.optimizer(conditions.lr), total_steps=conditions.told
        )
        log = _Log()
        building = time.perf_counter() - began
        _train(task, workload, control, conditions, log)
        whole = time.perf_counter() - began
    return Course(
        evaluations=tuple(log.evaluations),
        curve=thin(log.losses, log.lrs),
        final_lr=control.lr,
        seconds=whole - building - log.measuring,
        building=building,
        measuring=log.measuring,
    )


def _train(task: Task, workload: Workload, control: Control, conditions: Conditions, log: _Log) -> None:
    damage = conditions.damage
    struck = damaged_steps(damage.name, seed=conditions.seed, steps=task.steps) if damage else ()
    due = {round(task.steps * part / conditions.evaluations) for part in range(1, conditions.evaluations + 1)}
    _evaluate(task, workload, control, log)
    for step in range(1, task.steps + 1):
        lr = control.lr
        workload.model.zero_grad()
        loss = _backward(workload, step, damage if step in struck else None)
        control.advance(loss)
        log.losses.append(loss.item())
        log.lrs.append(lr)
        if step in due:
            _evaluate(task, workload, control, log)


def _backward(workload: Workload, step: int, damage: Damage | None) -> Tensor:
    if damage is None:
        loss = workload.loss(step)
        loss.backward()  # type: ignore[no-untyped-call] # torch's own
        return loss
    with damage.forward(workload.model) if damage.forward else nullcontext():
        loss = workload.loss(step)
    if damage.loss:
        loss = damage.loss(loss)
    loss.backward()  # type: ignore[no-untyped-call] # torch's own
    if damage.gradient:
        damage.gradient(workload.model)
    return loss


def _evaluate(task: Task, workload: Workload, control: Control, log: _Log) -> None:
    began = time.perf_counter()
    random_state = torch.get_rng_state()
    if task.measure is Measure.ONLINE_LOSS:
        last = averaged = _online(log.losses)
    elif not log.losses:
        last = averaged = _measure(workload)
    else:
        with control.measured(lambda: _replay(workload, len(log.losses))):
            last = _measure(workload)
            with control.averaged():
                averaged = _measure(workload)
    torch.set_rng_state(random_state)
    log.evaluations.append(Evaluation(step=len(log.losses), last=last, averaged=averaged))
    log.measuring += time.perf_counter() - began


def _online(losses: list[float]) -> float:
    return math.fsum(losses) / len(losses) if losses and all(map(math.isfinite, losses)) else math.nan


def _replay(workload: Workload, step: int) -> None:
    """Run the model over the latest training batches, as it stands."""
    with torch.no_grad():
        for each in range(max(1, step - _REPLAYED + 1), step + 1):
            workload.loss(each)


def _measure(workload: Workload) -> float:
    model: nn.Module = workload.model
    was_training = model.training
    model.eval()
    with torch.no_grad():
        value = workload.metric(model)
    model.train(was_training)
    return value


@cache
def _warm_up() -> None:
    """Have torch load what it loads at an optimizer's first step, seconds that belong to no run."""
    weight = nn.Parameter(torch.zeros(1))
    optimizer = SGD([weight], lr=1.0)
    weight.grad = torch.zeros(1)
    optimizer.step()


@contextmanager
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
