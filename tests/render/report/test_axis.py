"""Axes hold every value, stay readable, and are not squeezed by rare peaks."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awarelr.render.report.axis import axis_of, step_ticks


@given(values=st.lists(st.floats(-1e100, 1e100), max_size=60), reach=st.floats(0.0, 5.0))
def test_every_value_has_a_place_and_ticks_are_few_and_in_order(values: list[float], reach: float) -> None:
    axis = axis_of(values, reach)
    assert all(0.0 <= axis.at(value) <= 1.0 for value in values)
    places = [tick.at for tick in axis.ticks()]
    assert places == sorted(places)
    assert len(places) <= 10


def test_a_factor_of_ten_is_as_far_everywhere_on_a_log_axis() -> None:
    axis = axis_of([10.0**-power for power in range(5)], 1.0)
    assert axis.logarithmic
    assert axis.at(1.0) - axis.at(0.1) == pytest.approx(axis.at(0.001) - axis.at(0.0001))
    assert [tick.text for tick in axis.ticks()] == ["0.0001", "0.001", "0.01", "0.1", "1"]


def test_a_loss_below_zero_makes_it_linear() -> None:
    axis = axis_of([-1.0, 0.0, 3.0], 1.0)
    assert not axis.logarithmic
    assert axis.at(1.0) == pytest.approx(0.5)


def test_a_rare_peak_is_counted_and_does_not_squeeze_the_rest() -> None:
    usual = [1.0 + 0.1 * (t % 10) for t in range(200)]
    axis = axis_of([*usual, 1e30], 0.6)
    assert (axis.beyond, axis.highest) == (1, 1e30)
    assert axis.at(1e30) == 1.0
    assert axis.at(1.9) - axis.at(1.0) > 0.4


def test_nothing_finite_still_has_an_axis() -> None:
    assert axis_of([math.nan, math.inf], 1.0).at(1.0) == 1.0


@pytest.mark.parametrize(
    ("first", "last", "texts"),
    [(1, 3000, ["500", "1,000", "1,500", "2,000", "2,500", "3,000"]), (1, 1, ["1"]), (1, 3, ["1", "2", "3"])],
)
def test_steps_are_named_at_round_ones(first: int, last: int, texts: list[str]) -> None:
    assert [tick.text for tick in step_ticks(first, last, 6)] == texts
