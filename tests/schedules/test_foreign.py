"""Names from other libraries are answered with what stands here in their place."""

from typing import Any

import numpy as np
import pytest

import awarelr
from awarelr.core.schedule import Schedule
from awarelr.errors import SettingError
from awarelr.schedules import Constant, Exponential, named, simulate
from awarelr.schedules.foreign import FOREIGN, said_of
from awarelr.schedules.registry import ALIASES, SCHEDULES, chosen

OPEN: dict[str, Any] = {
    "T_0": 20,
    "T_max": 60,
    "eta_min": 0.03,
    "factor": 0.25,
    "first": Constant(),
    "gamma": 0.5,
    "inner": Constant(),
    "lr": 0.3,
    "max_lr": 0.5,
    "milestone": 20,
    "patience": 3,
    "power": 2.0,
    "second": Exponential(gamma=0.9),
    "start_factor": 0.25,
    "step_size": 20,
    "steps": 10,
    "total_iters": 60,
    "total_steps": 60,
}
"""What an answer may leave open, under the names that the other library or this one uses."""


def _built(name: str) -> Schedule[Any]:
    """Build what is told to be built."""
    given = {**{each: getattr(awarelr, each) for each in awarelr.__all__}, **OPEN}
    return chosen(eval(FOREIGN[name].instead, {"__builtins__": {}}, given))  # noqa: S307 - our own table


@pytest.mark.parametrize("name", FOREIGN)
def test_what_stands_in_place_of_a_foreign_name_can_be_built_and_runs(name: str) -> None:
    assert len(simulate(_built(name), 0.3, [1.0] * 70)) == 70


@pytest.mark.torch
@pytest.mark.parametrize(
    ("theirs", "settings"),
    [
        ("StepLR", {"step_size": 20, "gamma": 0.5}),
        ("MultiStepLR", {"milestones": [20], "gamma": 0.5}),
        ("ConstantLR", {"factor": 0.25, "total_iters": 60}),
        ("LinearLR", {"start_factor": 0.25, "total_iters": 60}),
        ("ExponentialLR", {"gamma": 0.5}),
        ("PolynomialLR", {"total_iters": 60, "power": 2.0}),
        ("CosineAnnealingLR", {"T_max": 60, "eta_min": 0.03}),
        ("CosineAnnealingWarmRestarts", {"T_0": 20}),
        ("OneCycleLR", {"max_lr": 0.3, "total_steps": 60}),
    ],
)
def test_the_law_in_its_place_is_torchs(theirs: str, settings: dict[str, Any]) -> None:
    torch = pytest.importorskip("torch")
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=0.3, momentum=0.9)
    scheduler = getattr(torch.optim.lr_scheduler, theirs)(optimizer, **settings)
    expected = []
    for _ in range(40):
        expected.append(scheduler.get_last_lr()[0])
        optimizer.step()
        scheduler.step()
    found = [each.lr_before for each in simulate(_built(theirs.casefold()), 0.3, 40)]
    assert found == pytest.approx(expected, rel=1e-9)


@pytest.mark.torch
def test_every_scheduler_of_torchs_is_answered() -> None:
    module = pytest.importorskip("torch.optim.lr_scheduler")
    missing = {"LRScheduler", "SWALR"}  # the first is abstract; the second belongs to averaged weights, here built in
    assert [each for each in module.__all__ if each not in missing and not said_of(each)] == []


def test_every_learning_rate_of_scikit_learns_is_known_or_answered() -> None:
    linear_model = pytest.importorskip("sklearn.linear_model")
    (rule,) = linear_model.SGDClassifier._parameter_constraints["learning_rate"]
    assert {each for each in rule.options if each not in {**SCHEDULES, **ALIASES} and not said_of(each)} == set()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("optimal", r"'wsd', got 'optimal'\. 'optimal' is known from scikit-learn; here it is 'aware', which finds"),
        (
            np.str_("adaptive"),
            r"'adaptive' is known from scikit-learn; here it is ReduceOnPlateau\(factor=0.2, patience=4\)",
        ),
        (
            "reduce_lr_on_plateau",
            r"is known from torch; here it is ReduceOnPlateau\(factor=factor, patience=patience\)\.",
        ),
        ("constant_with_warmup", r"is known from transformers; here it is Warmup\(Constant\(\), steps=steps\)\."),
        (
            "adaptiv",
            r"got 'adaptiv'\. Did you mean 'adaptive'\? 'adaptive' is known from scikit-learn; here it is Reduce",
        ),
        ("optimul", r"Did you mean 'optimal'\? 'optimal' is known from scikit-learn; here it is 'aware', which finds"),
        (
            "cosine_annealing",
            r"Did you mean 'cosineannealinglr'\? 'cosineannealinglr' is known from torch; here it is C",
        ),
        ("cosin", r"Did you mean 'cosine'\?$"),
        ("one-cycle", r"Did you mean 'one_cycle'\?$"),
        ("WarmupStableDecay", r"Did you mean 'warmup_stable_decay'\?"),
        ("AwareLR", r"Did you mean 'aware'\?"),
    ],
)
def test_a_foreign_name_is_refused_with_what_stands_in_its_place(name: str, words: str) -> None:
    """``"optimal"`` was answered with the nearest spelling, ``"plateau"`` among others, ``"adaptiv"`` with none."""
    with pytest.raises(SettingError, match=words):
        named(name)


@pytest.mark.torch
def test_a_scheduler_of_torchs_is_answered_too_and_a_layer_is_no_schedule_of_transformers() -> None:
    torch = pytest.importorskip("torch")
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=0.1)
    kind = torch.optim.lr_scheduler.CosineAnnealingLR
    for given in (kind, kind(optimizer, T_max=9)):
        with pytest.raises(SettingError, match=r"got .* from torch; here it is Cosine\(.*\)\. Build one, such as"):
            chosen(given)
    assert said_of(torch.nn.Linear(1, 1)) == ""
