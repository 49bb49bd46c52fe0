"""A constraint lets the right values pass and words the complaint about the others."""

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from awarelr.constraints import Constraint, Interval, OneOf, Switch, check_all, nearest, plain
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
    (
        NAMES,
        "Co-Sine",
        "x must be one of 'linear', 'cosine', got 'Co-Sine'. Did you mean 'cosine'? The default is 'linear'.",
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


@pytest.mark.parametrize(
    ("value", "own"),
    [
        (np.float64(0.1), 0.1),
        (np.float32(0.5), 0.5),
        (np.float16(0.5), 0.5),
        (np.longdouble(0.5), 0.5),
        (np.int64(5), 5),
        (np.uint8(5), 5),
        (np.bool_(True), True),  # noqa: FBT003 - what is tested
        (np.str_("min"), "min"),
        (np.array(0.25), 0.25),
        (Fraction(1, 4), 0.25),
        (torch.tensor(3), 3),
    ],
)
def test_a_scalar_of_numpy_or_a_framework_becomes_pythons_own(value: object, own: object) -> None:
    assert (type(plain(value)), plain(value)) == (type(own), own)


@pytest.mark.parametrize("value", [None, True, "0.1", np.ones(1), np.float64, 1j, Decimal("0.1"), [0.1], 10**400])
def test_what_is_no_scalar_comes_back_as_it_is(value: object) -> None:
    assert plain(value) is value


@pytest.mark.parametrize("value", [Fraction(10**400), np.longdouble("1e400"), 10**400])
def test_a_number_beyond_float_is_not_finite(value: object) -> None:
    """It passed, and raised an OverflowError where it was first multiplied."""
    complaint = Interval(low=0.0).complaint("x", value)
    assert complaint is not None
    assert complaint.startswith("x must be a finite number from 0, got ")


def test_a_number_of_numpys_is_judged_like_pythons() -> None:
    assert STEPS.complaint("x", np.int64(7)) is None
    assert STEPS.complaint("x", np.int64(0)) == STEPS.complaint("x", 0)
    assert STEPS.complaint("x", np.float64(7.0)) == STEPS.complaint("x", 7.0)
    assert SHARE.complaint("x", np.float32(1.5)) == SHARE.complaint("x", 1.5)
    assert Switch().complaint("x", np.bool_(False)) is None  # noqa: FBT003 - what is tested
    assert SHARE.complaint("x", np.bool_(True)) == "x must be a number above 0 to 1, got True."  # noqa: FBT003


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("one-cycle", "one_cycle"),
        ("ONE CYCLE", "one_cycle"),
        ("onecycl", "one_cycle"),
        ("l_2", "L2"),
        ("step", None),
        ("", None),
        ("-", None),
        (2, None),
        (None, None),
    ],
)
def test_a_misspelled_name_stands_for_the_nearest_whatever_its_capitals_and_dashes(
    value: object, meant: str | None
) -> None:
    """``"L2"`` was as far from ``"l2"`` as from any other name."""
    assert nearest(value, ("one_cycle", "L2")) == meant
