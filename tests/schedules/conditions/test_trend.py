"""A direction is seen at the horizon that the noise permits, and is over as soon as that can be seen."""

import random

import pytest

from awarelr.schedules.conditions.trend import Trend, trend_of


def noisy(fall: float, count: int, sd: float, seed: int) -> list[float]:
    source = random.Random(seed)
    return [-fall * t + source.gauss(0.0, sd) for t in range(count)]


def test_few_values_have_no_direction() -> None:
    assert trend_of([]) == Trend()
    assert trend_of([3.0, 2.0, 1.0]) == Trend()
    assert trend_of([1.0] * 50) == Trend()


@pytest.mark.parametrize("seed", range(10))
def test_noise_alone_has_none(seed: int) -> None:
    assert trend_of(noisy(0.0, 256, 1.0, seed)).z == 0.0


def test_a_fall_beneath_the_noise_is_seen_over_a_long_window() -> None:
    trends = [trend_of(noisy(0.02, 256, 1.0, seed)) for seed in range(20)]
    seen = [each for each in trends if each.z]
    assert len(seen) >= 16  # now and then a shorter window contradicts by chance
    assert all(each.z < -4.0 and each.change < 0.0 for each in seen)
    assert all(each.slope.count >= 32 for each in seen)


def test_a_clean_fall_that_ends_is_over_at_once() -> None:
    values = [-float(t) for t in range(60)] + [-59.0] * 6
    assert trend_of(values[:60]).z < 0.0
    assert trend_of([*values, -59.0, -59.0]) == Trend()


def test_a_fall_that_turns_is_a_rise() -> None:
    assert trend_of([-float(t) for t in range(60)] + [-60.0 + t for t in range(20)]).z > 0.0
