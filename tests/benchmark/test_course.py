"""A run is measured on the way without being changed."""

import math
from dataclasses import replace

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

import torch

from awarelr.benchmark.baselines import BASELINES
from awarelr.benchmark.course import Conditions, Course, follow
from awarelr.benchmark.damage import DAMAGES
from awarelr.benchmark.tasks import TASKS
from awarelr.benchmark.training import train

pytestmark = pytest.mark.torch

LINREG = replace(TASKS["linreg"], steps=40)


def course(baseline: str = "constant", *, evaluations: int = 1, damage: str = "", lr: float = 0.03) -> Course:
    conditions = Conditions(lr=lr, seed=0, told=40, evaluations=evaluations, damage=DAMAGES.get(damage))
    return follow(LINREG, BASELINES[baseline], conditions)


def test_the_measure_is_taken_before_on_the_way_and_at_the_end() -> None:
    steps = [each.step for each in course(evaluations=4).evaluations]
    assert steps == [0, 10, 20, 30, 40]


@pytest.mark.parametrize("baseline", ["constant", "cosine", "aware"])
def test_measuring_on_the_way_changes_nothing(baseline: str) -> None:
    rarely, often = course(baseline), course(baseline, evaluations=40)
    assert rarely.evaluations[-1] == often.evaluations[-1]
    assert rarely.curve == often.curve


def test_measuring_draws_no_random_numbers() -> None:
    torch.manual_seed(1)
    expected = torch.rand(1)
    torch.manual_seed(0)
    course(evaluations=1)
    once = torch.rand(1)
    torch.manual_seed(1)
    course(evaluations=8)
    assert torch.equal(torch.rand(1), once)
    assert not torch.equal(once, expected)


def test_a_run_that_diverges_goes_to_its_end_and_says_so() -> None:
    wild = course(lr=1e6)
    assert not math.isfinite(wild.evaluations[-1].last)
    assert wild.curve.steps[-1] == 40


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_reaches_the_run(damage: str) -> None:
    assert course(damage=damage).evaluations[-1] != course().evaluations[-1]


def test_an_online_measure_is_the_mean_loss_so_far() -> None:
    conditions = Conditions(lr=0.05, seed=0, told=20, evaluations=2)
    found = follow(replace(TASKS["drift"], steps=20), BASELINES["constant"], conditions)
    start, half, end = found.evaluations
    assert math.isnan(start.last)
    assert half.last == pytest.approx(sum(found.curve.loss[:10]) / 10, rel=1e-5)
    assert end.last == end.averaged


def test_threads_are_given_back() -> None:
    before = torch.get_num_threads()
    course()
    assert torch.get_num_threads() == before


@pytest.mark.parametrize("name", ["linreg", "cnn", "drift"])
@pytest.mark.parametrize("baseline", ["cosine", "aware"])
def test_a_run_that_is_recorded_is_the_run_that_is_not(name: str, baseline: str) -> None:
    task = replace(TASKS[name], steps=20)
    plain = train(task, BASELINES[baseline], lr=task.lr, seed=1)
    conditions = Conditions(lr=task.lr, seed=1, told=20, evaluations=4)
    recorded = follow(task, BASELINES[baseline], conditions)
    end = recorded.evaluations[-1]
    assert (end.last, end.averaged, recorded.final_lr) == (plain.last, plain.averaged, plain.final_lr)
