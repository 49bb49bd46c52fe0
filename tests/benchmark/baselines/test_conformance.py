"""What every entry of the registry passes."""

import math
import sys
from dataclasses import replace

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")
pytest.importorskip("schedulefree")
pytest.importorskip("transformers")

import torch
from torch import nn

from awarelr.benchmark.baselines import BASELINES
from awarelr.benchmark.cells import Cell
from awarelr.benchmark.course import Conditions, Course, follow
from awarelr.benchmark.identity import foreign_to, identify
from awarelr.benchmark.perform import perform
from awarelr.benchmark.roster import check_packages
from awarelr.benchmark.score.shelf import final_value
from awarelr.benchmark.score.weights import Weights
from awarelr.benchmark.tasks import TASKS
from awarelr.errors import MissingExtraError

pytestmark = pytest.mark.torch

STEPS = 30
ALL = pytest.mark.parametrize("name", BASELINES)
PLANNED = ("cosine", "linear", "wsd", "one_cycle", "prodigy", "d_adaptation")
FOREIGN = {
    "linear": "transformers",
    "wsd": "transformers",
    "greedy": "transformers",
    "greedy_fair": "transformers",
    "schedule_free": "schedulefree",
    "momo": "momo",
    "prodigy": "prodigyopt",
    "d_adaptation": "dadaptation",
    "mechanic": "mechanic_pytorch",
    "dog": "dog",
    "dowg": "dowg",
}


def course(name: str, task: str, *, told: int = STEPS, steps: int = STEPS, evaluations: int = 1) -> Course:
    found = TASKS[task]
    conditions = Conditions(lr=found.lr, seed=0, told=told, evaluations=evaluations)
    return follow(replace(found, steps=steps), BASELINES[name], conditions)


@ALL
@pytest.mark.parametrize("task", ["digits", "cnn"])
def test_a_short_run_is_finite_and_the_same_again(name: str, task: str) -> None:
    first, second = course(name, task), course(name, task)
    end = first.evaluations[-1]
    assert math.isfinite(end.last)
    assert math.isfinite(end.averaged)
    assert end.last != first.evaluations[0].last
    assert (first.evaluations, first.curve) == (second.evaluations, second.curve)


@ALL
def test_measuring_on_the_way_changes_nothing(name: str) -> None:
    rarely, often = course(name, "cnn"), course(name, "cnn", evaluations=10)
    assert rarely.curve == often.curve
    assert rarely.evaluations[-1] == often.evaluations[-1]


@pytest.mark.parametrize("name", PLANNED)
def test_beyond_the_budget_that_it_was_told_the_lr_never_rises_again(name: str) -> None:
    lrs = course(name, "linreg", told=STEPS, steps=2 * STEPS).curve.lr
    assert max(lrs[STEPS:]) <= lrs[STEPS - 1]


@pytest.mark.parametrize("name", PLANNED)
def test_a_run_of_one_step_raises_nothing(name: str) -> None:
    assert course(name, "linreg", told=1, steps=1).curve.steps == (1,)


@ALL
def test_damaged_or_wild_runs_have_a_record_and_what_is_not_finite_counts_as_the_worst(name: str) -> None:
    cell = Cell(task="digits", baseline=name, multiplier=1.0, seed=0, scale="tiny", damage="nan_gradient")
    record = perform(cell)
    value = final_value(record, Weights.LAST)
    assert record.steps == 60
    assert record.diverged == (not math.isfinite(value))
    if record.fault is not None:
        assert record.diverged


def test_a_rival_that_cannot_go_on_says_so_in_its_record() -> None:
    cell = Cell(task="digits", baseline="dog", multiplier=1.0, seed=0, scale="tiny", damage="nan_gradient")
    record = perform(cell)
    assert record.fault is not None
    assert record.fault.words.startswith("AssertionError: DoG cannot work")
    assert record.diverged


@pytest.mark.parametrize(("name", "package"), FOREIGN.items())
def test_a_rival_depends_on_its_package_and_is_run_again_with_another_version(name: str, package: str) -> None:
    assert package in foreign_to(name)
    cell = Cell(task="linreg", baseline="constant", multiplier=1.0, seed=0, scale="tiny")
    assert len(identify(replace(cell, baseline=name)).versions) == len(identify(cell).versions) + 1


def test_what_is_installed_is_enough() -> None:
    check_packages(BASELINES)


@pytest.mark.parametrize(("name", "package"), FOREIGN.items())
def test_a_missing_package_names_the_extra(name: str, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    for loaded in [each for each in sys.modules if each.startswith(f"{package}.")]:
        monkeypatch.setitem(sys.modules, loaded, None)
    model = nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    with pytest.raises(MissingExtraError, match=rf"The baseline {name} needs the package .*awarelr\[bench\]"):
        BASELINES[name].start(model=model, optimizer=optimizer, total_steps=10)


@ALL
def test_the_docstring_names_a_source_and_a_sibling(name: str) -> None:
    words = type(BASELINES[name]).__doc__ or ""
    own = type(BASELINES[name]).__name__
    siblings = {type(each).__name__ for each in BASELINES.values()} - {own}
    assert any(f"`{sibling}`" in words for sibling in siblings)
    assert "Source:" in words or name == "aware"


@ALL
def test_nothing_is_printed(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    course(name, "digits", steps=2)
    assert capsys.readouterr() == ("", "")
