"""The one training loop that every task and every baseline goes through."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import final

import torch

from awarelr.benchmark.baselines.baseline import Baseline
from awarelr.benchmark.tasks.measure import Measure
from awarelr.benchmark.tasks.task import Task
from awarelr.benchmark.tasks.workload import Workload

__all__ = ["Outcome", "train"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one run came to, in the task's own measure; lower is better, not finite where the run diverged.

    Args:
        last: with the weights after the last step.
        averaged: with the averaged weights; the same as ``last`` for an online measure.
        final_lr: LR in force at the end.
        seconds: wall time of the steps, building and measuring left out.
    """

    last: float
    averaged: float
    final_lr: float
    seconds: float


def train(task: Task, baseline: Baseline, *, lr: float, seed: int) -> Outcome:
    """Run a task to the end of its budget on one thread and measure it.

    Args:
        task: what to train.
        baseline: who sets the LR.
        lr: the LR that the baseline is given.
        seed: the run's seed: data, start and batches follow from it.
    """
    with _one_thread():
        workload = task.build(seed)
        optimizer = workload.optimizer(lr)
        started = time.perf_counter()
        control = baseline.start(model=workload.model, optimizer=optimizer, total_steps=task.steps)
        losses = []
        for step in range(1, task.steps + 1):
            optimizer.zero_grad()
            loss = workload.loss(step)
            loss.backward()  # type: ignore[no-untyped-call] # torch's own
            optimizer.step()
            control.step(loss)
            losses.append(loss.item())
        seconds = time.perf_counter() - started
        if task.measure is Measure.ONLINE_LOSS:
            last = averaged = math.fsum(losses) / len(losses) if all(map(math.isfinite, losses)) else math.nan
        else:
            last = _measure(workload)
            with control.averaged():
                averaged = _measure(workload)
    final_lr = float(optimizer.param_groups[0]["lr"])
    return Outcome(last=last, averaged=averaged, final_lr=final_lr, seconds=seconds)


def _measure(workload: Workload) -> float:
    workload.model.eval()
    with torch.no_grad():
        value = workload.metric(workload.model)
    workload.model.train()
    return value


@contextmanager
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
