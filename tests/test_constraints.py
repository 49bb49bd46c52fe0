"""A constraint lets the right values pass and words the complaint about the others."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awarelr.constraints import Constraint, Interval, OneOf, Switch, check_all
from awarelr.errors import SettingError

SHARE = Interval(low=0.0, low_open=True, high=1.0, high_open=False)
STEPS = Interval(low=1, integer=True, optional=True, unit="steps", remedy="Use 100.")
NAMES = OneOf(names=("linear", "cosine"), remedy="The default is 'linear'.")

WORDS: list[tuple[Constraint, object, str]] = [
    (Interval(), math.nan, "x must be a finite number, got nan."),
    (Interval(), math.inf, "x must be a finite number, got inf."),
    (Interval(), -math.inf, "x must be a finite number, got -inf."),
    (Interval(), None, "x must be a finite number, got None."),
    (Interval(), True, "x must be a finite number, got True."),
    (Interval(), "1", "x must be a finite number, got '1'."),
    (Interval(low=0.0), -1, "x must be a finite number from 0, got -1."),
    (Interval(low=0.0, low_open=True), 0.0, "x must be a finite number above 0, got 0.0."),
    (Interval(low=0.0, high=1.0), 1.0, "x must be a finite number from 0 below 1, got 1.0."),
    (Interval(high=1.0), 2.0, "x must be a finite number below 1, got 2.0."),
    (SHARE, 1.5, "x must be a number above 0 to 1, got 1.5."),
    (STEPS, 0, "x must be a whole number from 1, or None (steps), got 0. Use 100."),
    (STEPS, 1.0, "x must be a whole number from 1, or None (steps), got 1.0. Use 100."),
    (Interval(low=0.0, high_open=False), math.nan, "x must be a number from 0, got nan."),
    (
        NAMES,
        "cosin",
        "x must be one of 'linear', 'cosine', got 'cosin'. Did you mean 'cosine'? The default is 'linear'.",
    ),
    (NAMES, 7, "x must be one of 'linear', 'cosine', got 7. The default is 'linear'."),
    (OneOf(names=("a",)), None, "x must be one of 'a', got None."),
    (Switch(), 1, "x must be True or False, got 1."),
    (Switch(), None, "x must be True or False, got None."),
]

PASSES: list[tuple[Constraint, object]] = [
    (Interval(), -3),
    (Interval(low=0.0), 0),
    (SHARE, 1.0),
    (STEPS, None),
    (STEPS, 7),
    (Interval(low=0.0, high_open=False), math.inf),
    (NAMES, "linear"),
    (Switch(), False),
]


@pytest.mark.parametrize(("constraint", "value", "words"), WORDS)
def test_a_complaint_says_name_constraint_value_and_way_out(constraint: Constraint, value: object, words: str) -> None:
    assert constraint.complaint("x", value) == words


@pytest.mark.parametrize(("constraint", "value"), PASSES)
def test_what_holds_is_no_complaint(constraint: Constraint, value: object) -> None:
    assert constraint.complaint("x", value) is None


@given(st.floats() | st.integers())
def test_an_interval_passes_exactly_what_lies_within(value: float) -> None:
    assert (SHARE.complaint("x", value) is None) == (0.0 < value <= 1.0)


def test_every_complaint_is_raised_at_once_one_a_line() -> None:
    with pytest.raises(SettingError) as caught:
        check_all([None, "a is wrong.", None, "b is wrong."])
    assert str(caught.value) == "a is wrong.\nb is wrong."


def test_no_complaint_raises_nothing() -> None:
    check_all([None, None])
