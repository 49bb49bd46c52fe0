"""A run in its shortest form: train to the end of the budget, measure once."""

from dataclasses import dataclass
from typing import final

from awarelr.benchmark.baselines.baseline import Baseline
from awarelr.benchmark.course import Conditions, follow
from awarelr.benchmark.tasks.task import Task

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
    """Run a task to the end of its budget on one thread and measure it; `follow` also records the way there.

    Args:
        task: what to train.
        baseline: who sets the LR.
        lr: the LR that the baseline is given.
        seed: the run's seed: data, start and batches follow from it.
    """
    course = follow(task, baseline, Conditions(lr=lr, seed=seed, told=task.steps))
    end = course.evaluations[-1]
    return Outcome(last=end.last, averaged=end.averaged, final_lr=course.final_lr, seconds=course.seconds)
