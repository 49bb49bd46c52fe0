"""What the constructors refuse, all at once and in words."""

from typing import Any

import numpy as np
import pytest
import torch

from awarelr import Cosine
from awarelr.errors import SettingError
from awarelr.torch import AwareLR, Scheduler

pytestmark = pytest.mark.torch


@pytest.fixture
def optimizer() -> torch.optim.Optimizer:
    return torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=0.1)


def test_every_wrong_argument_is_named_at_once(optimizer: torch.optim.Optimizer) -> None:
    wrong: dict[str, Any] = {
        "decide_every": 0,
        "scaler": 3,
        "journal": 4,
        "on_rollback": 5,
        "trackers": 6,
        "live": 7,
        "keep_best": 8,
    }
    with pytest.raises(SettingError) as caught:
        AwareLR(optimizer, **wrong)
    lines = str(caught.value).splitlines()
    assert [line.split()[0] for line in lines] == list(wrong)
    assert all("got" in line for line in lines)


def test_settings_of_another_kind_are_refused(optimizer: torch.optim.Optimizer) -> None:
    wrong: Any = {"max_lr": 1.0}
    with pytest.raises(SettingError, match="settings must be an AwareSettings or None"):
        AwareLR(optimizer, settings=wrong)


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (Cosine, "schedule must be a scheduler or the name of one"),
        (None, "schedule must be a scheduler or the name of one"),
        ("cosin", "Did you mean 'cosine'"),
        ("cosine", "total_steps must be given for schedule 'cosine'"),
    ],
)
def test_a_schedule_that_is_none_is_refused(optimizer: torch.optim.Optimizer, schedule: Any, words: str) -> None:
    with pytest.raises(SettingError, match=words):
        Scheduler(optimizer, schedule)


def test_a_schedule_may_be_named(optimizer: torch.optim.Optimizer) -> None:
    assert Scheduler(optimizer, "constant").get_last_lr() == [0.1]


def test_what_was_only_observed_is_said_to_be(optimizer: torch.optim.Optimizer) -> None:
    watching = AwareLR(optimizer, observe_only=True)
    optimizer.step()
    watching.step(1.0)
    assert watching.explain().startswith(
        "Observed only: each decision starts from the rate in use, and none was written."
    )
    assert "Observed only" not in AwareLR(optimizer).explain("line")


def test_numbers_of_numpys_are_taken_as_pythons_own(optimizer: torch.optim.Optimizer) -> None:
    """``decide_every`` and ``total_steps`` from a grid were refused as no whole numbers."""
    given: dict[str, Any] = {
        "total_steps": np.int64(100),
        "min_lr": np.float32(0.0),
        "max_lr": np.float64(1.0),
        "rollback": np.bool_(False),  # noqa: FBT003 - what is tested
        "decide_every": np.int64(2),
    }
    other = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=0.1)
    one, two = AwareLR(optimizer, **given), AwareLR(other, **{name: each.item() for name, each in given.items()})
    for _ in range(4):
        for stepped, scheduler in ((optimizer, one), (other, two)):
            stepped.step()
            scheduler.step(1.0)
    assert repr(one.state_dict()["schedule"]) == repr(two.state_dict()["schedule"])
    assert repr(one.last_decision) == repr(two.last_decision)


def test_true_is_no_number_of_steps(optimizer: torch.optim.Optimizer) -> None:
    with pytest.raises(SettingError, match=r"decide_every must be a whole number from 1, or None .* got True"):
        Scheduler(optimizer, "constant", decide_every=True)
