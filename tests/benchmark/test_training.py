"""The training loop measures last and averaged weights, or the loss on the way where that is the measure."""

import dataclasses
import math

import pytest
import torch

from awarelr.benchmark.baselines.constant import ConstantBaseline
from awarelr.benchmark.baselines.cosine import CosineBaseline
from awarelr.benchmark.tasks import TASKS
from awarelr.benchmark.training import train

pytestmark = pytest.mark.torch


def test_the_same_run_comes_to_the_same() -> None:
    task = dataclasses.replace(TASKS["cnn"], steps=6)
    first, second = (train(task, CosineBaseline(), lr=0.05, seed=2) for _ in range(2))
    assert dataclasses.replace(first, seconds=0.0) == dataclasses.replace(second, seconds=0.0)
    assert first.last != first.averaged
    assert first.seconds > 0.0


def test_an_online_measure_is_the_mean_of_the_losses_before_each_update() -> None:
    task = dataclasses.replace(TASKS["drift"], steps=2)
    workload = task.build(0)
    losses = [workload.loss(step).item() for step in (1, 2)]
    outcome = train(task, ConstantBaseline(), lr=1e-30, seed=0)
    assert outcome.last == outcome.averaged == pytest.approx(sum(losses) / 2)


def test_a_diverged_run_is_not_finite_and_is_no_error() -> None:
    task = dataclasses.replace(TASKS["linreg"], steps=60)
    assert not math.isfinite(train(task, ConstantBaseline(), lr=1e6, seed=0).last)
    online = dataclasses.replace(TASKS["drift"], steps=60)
    assert math.isnan(train(online, ConstantBaseline(), lr=1e6, seed=0).last)


def test_it_runs_on_one_thread_and_gives_the_others_back() -> None:
    before = torch.get_num_threads()
    train(dataclasses.replace(TASKS["logreg"], steps=1), ConstantBaseline(), lr=0.1, seed=0)
    assert torch.get_num_threads() == before
