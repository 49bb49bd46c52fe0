"""A turn is seen once a series has left its least value by more than its noise."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awarelr.core.signals import NO_TURN, Turn


def turn_of(values: list[float]) -> Turn:
    turn = NO_TURN
    for place, value in enumerate(values):
        turn = turn.add(value, beside=float(place))
    return turn


def test_a_series_that_only_falls_has_not_turned() -> None:
    turn = turn_of([1.0 / (1 + each) for each in range(20)])
    assert (turn.since, turn.rise) == (0, 0.0)
    assert turn.beside == 19.0


def test_it_remembers_what_stood_beside_the_least_mean() -> None:
    turn = turn_of([3.0, 2.0, 1.0, 1.0, 1.0, 5.0, 5.0])
    assert (turn.least, turn.since, turn.beside, turn.first) == (1.0, 2, 4.0, 3.0)
    assert turn.rise == pytest.approx(11.0 / 3.0 - 1.0)


def test_a_steady_rise_is_no_noise() -> None:
    assert turn_of([0.1 * each for each in range(30)]).error == pytest.approx(0.0, abs=1e-9)


def test_the_noise_of_a_flat_series_is_its_own() -> None:
    source = random.Random(0)
    errors = [turn_of([source.gauss(0.0, 1.0) for _ in range(40)]).error for _ in range(200)]
    assert sum(errors) / len(errors) == pytest.approx(math.sqrt(2.0 / 3.0), rel=0.15)


@given(st.lists(st.floats(-1e150, 1e150), max_size=30))
def test_it_is_always_a_number(values: list[float]) -> None:
    turn = turn_of(values)
    assert math.isfinite(turn.rise)
    assert not math.isnan(turn.error)
    assert turn.rise >= 0.0
