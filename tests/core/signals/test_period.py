"""A regular swing is found with its period and bounds; noise and trends are none."""

import math
import random

import pytest

from awarelr.core.signals.period import swing_of


@pytest.mark.parametrize("period", [2, 3, 4, 7, 15, 40])
@pytest.mark.parametrize("trend", [0.0, -0.02])
def test_a_swing_is_found_with_its_period(period: int, trend: float) -> None:
    source = random.Random(period)
    wave = [
        math.cos(2.0 * math.pi * t / period) + trend * t + source.gauss(0.0, 0.1)
        for t in range(max(24, round(3 * period)))
    ]
    swing = swing_of(wave)
    assert swing is not None
    assert swing.period % period in {0, 1, period - 1}
    assert swing.high - swing.low > 1.2
    assert swing.again > 0.6


@pytest.mark.parametrize(
    "values",
    [
        [],
        [0.0, 1.0] * 5,
        [1.0] * 30,
        [float(t) for t in range(40)],
        [float(t > 20) for t in range(40)],
        [2.0**-t for t in range(40)],
    ],
)
def test_too_few_equal_or_steady_values_do_not_swing(values: list[float]) -> None:
    assert swing_of(values) is None


def test_noise_hardly_ever_swings() -> None:
    source = random.Random(7)
    found = [swing_of([source.gauss(0.0, 1.0) for _ in range(48)]) is not None for _ in range(500)]
    assert sum(found) <= 5
