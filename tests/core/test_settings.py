"""Every faulty setting is reported at once, with name, constraint, value and way out."""

import math
import struct
from dataclasses import fields
from typing import Any

import pytest

from awarelr.core import AwareSettings
from awarelr.errors import SettingError

STEPS = (
    "total_steps must be a whole number from 1, or None (optimizer steps), got {}. "
    "Use the number of optimizer steps of the whole run, or None if it is not known."
)

FAULTS: list[tuple[dict[str, Any], str]] = [
    (
        {"total_steps": 0},
        STEPS.format(0),
    ),
    (
        {"total_steps": 10.0},
        STEPS.format(10.0),
    ),
    ({"min_lr": -0.1}, "min_lr must be a finite number from 0 (LR), got -0.1. Use 0 for no floor."),
    ({"min_lr": math.inf}, "min_lr must be a finite number from 0 (LR), got inf. Use 0 for no floor."),
    ({"max_lr": 0.0}, "max_lr must be a number above 0 (LR), got 0.0. Use math.inf for no ceiling."),
    ({"max_lr": math.nan}, "max_lr must be a number above 0 (LR), got nan. Use math.inf for no ceiling."),
    ({"rollback": None}, "rollback must be True or False, got None."),
    ({"observe_only": "no"}, "observe_only must be True or False, got 'no'."),
    (
        {"warmup_factor": 1.1},
        "warmup_factor must be a number above 0 to 1 (share of LR0), got 1.1. The default is 0.1.",
    ),
    ({"raise_gain": -1}, "raise_gain must be a finite number from 0 (log LR per clock), got -1. The default is 8."),
    (
        {"lower_gain": math.nan},
        "lower_gain must be a finite number from 0 (log LR per clock), got nan. The default is 2.",
    ),
    ({"brake_gain": -2.0}, "brake_gain must be a finite number from 0 (log LR per clock), got -2.0. The default is 8."),
    (
        {"max_raise": 0.0},
        "max_raise must be a finite number above 0 below 1 (log LR a step), got 0.0. The default is 0.03.",
    ),
    (
        {"max_ramp": 1.5},
        "max_ramp must be a number above 0 to 1 (log LR a step), got 1.5. The default is 1.",
    ),
    (
        {"max_lower": 1.0},
        "max_lower must be a finite number above 0 below 1 (log LR a step), got 1.0. The default is 0.15.",
    ),
    (
        {"long_stride": 0.0},
        (
            "long_stride must be a number above 0 (share of the weights' norm), got 0.0. The default is 0.03; "
            "use math.inf where a norm says nothing, as for coordinates."
        ),
    ),
    (
        {"decay_share": 0},
        (
            "decay_share must be a finite number above 0 below 1, or None (share of total_steps), got 0. "
            "Use None for 0.1, and more in runs of more than 1,000 steps."
        ),
    ),
    (
        {"snapshot_every": 2.5},
        "snapshot_every must be a whole number from 1 (readings), got 2.5. The default is 25.",
    ),
    (
        {"min_lr": 0.1, "max_lr": 0.01},
        "max_lr must be above min_lr (0.1), got 0.01. Swap or widen them.",
    ),
    ({"min_lr": 0.1, "max_lr": 0.1}, "max_lr must be above min_lr (0.1), got 0.1. Swap or widen them."),
]


@pytest.mark.parametrize(("settings", "words"), FAULTS)
def test_a_setting_out_of_range_is_refused_in_words(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(SettingError) as caught:
        AwareSettings(**settings)
    assert str(caught.value) == words


def test_every_setting_has_a_fault_in_the_table() -> None:
    assert {name for settings, _ in FAULTS for name in settings} == {each.name for each in fields(AwareSettings)}


def test_all_faults_are_reported_at_once() -> None:
    wrong: dict[str, Any] = dict.fromkeys((each.name for each in fields(AwareSettings)), "wrong")
    with pytest.raises(SettingError) as caught:
        AwareSettings(**wrong)
    lines = str(caught.value).splitlines()
    assert [line.split()[0] for line in lines] == list(wrong)
    assert all("got 'wrong'." in line for line in lines)


REFUSED = [
    0.0,
    -0.1,
    math.nan,
    math.inf,
    "0.1",
    None,
    True,
]


@pytest.mark.parametrize("lr", REFUSED)
def test_a_starting_lr_that_is_no_positive_number_is_refused(lr: Any) -> None:
    with pytest.raises(SettingError) as caught:
        AwareSettings().check_lr(lr)
    assert str(caught.value) == (
        f"lr must be a finite number above 0 (LR), got {lr!r}. "
        f"Any value within a factor of 10,000 of a good one will do."
    )


@pytest.mark.parametrize("lr", [1e-4, 2.0])
def test_bounds_that_shut_out_the_starting_lr_are_refused(lr: float) -> None:
    with pytest.raises(SettingError) as caught:
        AwareSettings(min_lr=1e-3, max_lr=1.0).check_lr(lr, "eta0")
    assert str(caught.value) == (
        f"eta0 must be within min_lr and max_lr (0.001 to 1), got {lr!r}. "
        f"A bound that shuts out the starting LR lets it move one way only: widen the bound or change the LR."
    )


@pytest.mark.parametrize("lr", [5e-324, 1e-9, 1e-3, 1, 10.0, 1e308])
def test_any_positive_number_is_a_starting_lr(lr: float) -> None:
    AwareSettings().check_lr(lr)


@pytest.mark.parametrize(
    ("rollback", "observe_only", "restores"),
    [(True, False, True), (False, False, False), (True, True, False), (False, True, False)],
)
def test_parameters_are_touched_only_where_both_switches_allow_it(
    *, rollback: bool, observe_only: bool, restores: bool
) -> None:
    assert AwareSettings(rollback=rollback, observe_only=observe_only).restores is restores


@pytest.mark.parametrize("bound", [1e-3, 0.3, 7e-6])
def test_a_starting_lr_kept_in_float32_is_within_the_bound_that_it_was_given_as(bound: float) -> None:
    """Guards ``max_lr`` equal to the LR of an optimizer that keeps it in a tensor."""
    kept = struct.unpack("f", struct.pack("f", bound))[0]
    AwareSettings(max_lr=bound).check_lr(kept)
    AwareSettings(min_lr=bound).check_lr(kept)
    with pytest.raises(SettingError, match="within min_lr and max_lr"):
        AwareSettings(max_lr=bound).check_lr(bound * 1.001)


def test_what_is_given_by_name_wins_over_settings_and_what_is_not_leaves_them() -> None:
    settings = AwareSettings(total_steps=100, min_lr=1e-6, max_lr=1.0, rollback=False, observe_only=True)
    nothing = settings.beside(total_steps=None, min_lr=None, max_lr=None, rollback=None, observe_only=False)
    assert nothing == settings
    given = settings.beside(total_steps=50, min_lr=1e-5, max_lr=0.1, rollback=True, observe_only=False)
    assert (given.total_steps, given.min_lr, given.max_lr, given.rollback) == (50, 1e-5, 0.1, True)
    with pytest.raises(SettingError, match="max_lr"):
        settings.beside(total_steps=None, min_lr=None, max_lr=-1.0, rollback=None, observe_only=False)


def test_none_stands_for_the_defaults_and_anything_else_is_refused() -> None:
    settings = AwareSettings(max_lr=1.0)
    assert AwareSettings.given(settings) is settings
    assert AwareSettings.given(None) == AwareSettings()
    with pytest.raises(SettingError, match=r"settings must be an AwareSettings or None, got 3\. Build one"):
        AwareSettings.given(3)
