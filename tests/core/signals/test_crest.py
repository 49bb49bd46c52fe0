"""A leap is ten times the largest value of late, once enough were seen."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awarelr.core.signals import NO_CREST, Crest


def crest_of(values: list[float]) -> Crest:
    crest = NO_CREST
    for value in values:
        crest = crest.add(value)
    return crest


def test_a_leap_does_not_hide_the_next_and_one_that_stays_is_soon_none() -> None:
    once = crest_of([1.0] * 20 + [100.0])
    assert once.leapt(100.0)
    assert not once.add(100.0).leapt(100.0)


def test_before_twenty_values_nothing_leaps() -> None:
    assert not crest_of([1.0] * 19).leapt(1e9)
    assert crest_of([1.0] * 20).leapt(1e9)


def test_ten_times_the_largest_of_late_is_a_leap() -> None:
    crest = crest_of([0.1] * 10 + [1.0] + [0.1] * 9)
    largest = math.exp(-9 / 20)
    assert crest.height == pytest.approx(largest)
    assert not crest.leapt(9.9 * largest)
    assert crest.leapt(10.1 * largest)


def test_what_grows_threefold_each_time_never_leaps() -> None:
    """A learning rate beyond the edge throws the gradient further and further: that is our doing, and no leap."""
    values = [1.0] * 20 + [3.0**each for each in range(40)]
    assert not any(crest_of(values[:count]).leapt(values[count]) for count in range(20, 60))


def test_beside_nothing_but_zero_nothing_is_a_leap() -> None:
    assert not crest_of([0.0] * 30).leapt(1.0)


@given(st.lists(st.floats(0.0, 1e150), max_size=60))
def test_its_height_is_always_a_number(values: list[float]) -> None:
    assert 0.0 <= crest_of(values).height <= 1e150
