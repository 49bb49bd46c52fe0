"""A running mean is the plain one until its window is full, and forgets from there on."""

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awarelr.core.signals import EMPTY_MEAN, Mean, contrast

values = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40)


def mean_of(numbers: list[float], window: float) -> Mean:
    mean = EMPTY_MEAN
    for number in numbers:
        mean = mean.add(number, window)
    return mean


@given(values)
def test_within_its_window_it_is_the_plain_mean_and_variance(numbers: list[float]) -> None:
    mean = mean_of(numbers, 1000.0)
    assert mean.count == len(numbers)
    assert mean.mean == pytest.approx(statistics.fmean(numbers), rel=1e-9, abs=1e-6)
    assert mean.sd == pytest.approx(statistics.pstdev(numbers), rel=1e-6, abs=1e-3)


@given(values, st.floats(1.0, 50.0))
def test_beyond_its_window_it_follows_the_written_recurrence(numbers: list[float], window: float) -> None:
    centre, variance = 0.0, 0.0
    for count, number in enumerate(numbers, start=1):
        q = min(count, window)
        d = number - centre
        centre += d / q
        variance += (d**2 * (1 - 1 / q) - variance) / q
    mean = mean_of(numbers, window)
    assert mean.mean == pytest.approx(centre, rel=1e-12, abs=1e-9)
    assert mean.variance == pytest.approx(variance, rel=1e-9, abs=1e-6)


@given(st.lists(st.floats(-1e150, 1e150), min_size=1, max_size=40), st.floats(1.0, 50.0))
def test_its_variance_is_finite_and_never_negative(numbers: list[float], window: float) -> None:
    mean = mean_of(numbers, window)
    assert math.isfinite(mean.mean)
    assert 0.0 <= mean.variance < math.inf


@given(st.floats(-1e150, 1e150))
def test_the_first_value_is_the_mean(number: float) -> None:
    assert EMPTY_MEAN.add(number, 5.0) == Mean(count=1, mean=number, variance=0.0)


def test_two_means_are_compared_in_standard_errors() -> None:
    recent, past = Mean(count=50, mean=2.0, variance=9.0), Mean(count=100, mean=1.0, variance=4.0)
    expected = 1.0 / math.sqrt(4.0 * (1.0 / (2.0 * 10.0) + 1.0 / (2.0 * 40.0)))
    assert contrast(recent, 10.0, past, 40.0) == pytest.approx(expected)
    assert contrast(past, 40.0, recent, 10.0) < 0.0


def test_a_window_that_is_not_full_counts_what_it_holds() -> None:
    recent, past = Mean(count=2, mean=2.0, variance=9.0), Mean(count=8, mean=1.0, variance=4.0)
    expected = 1.0 / math.sqrt(4.0 * (1.0 / 4.0 + 1.0 / 16.0))
    assert contrast(recent, 10.0, past, 40.0) == pytest.approx(expected)


def test_nothing_to_compare_is_no_contrast() -> None:
    assert contrast(EMPTY_MEAN, 10.0, EMPTY_MEAN, 40.0) == 0.0
    still = Mean(count=5, mean=1.0)
    assert contrast(still, 10.0, still, 40.0) == 0.0
