"""A target is reached between two measurements."""

import math

import pytest

from awarelr.benchmark.score.target import steps_to_target


@pytest.mark.parametrize(
    ("values", "steps"),
    [
        ([3.0, 2.0, 1.0], 15.0),
        ([3.0, 1.5, 1.0], 10.0),
        ([1.0, 3.0, 3.0], 0.0),
        ([3.0, 2.0, 2.0], math.inf),
        ([3.0, 1.0, 3.0], 7.5),
        ([math.nan, math.inf, 1.0], 20.0),
        ([math.nan, math.nan, math.nan], math.inf),
    ],
)
def test_the_first_time_counts(values: list[float], steps: float) -> None:
    assert steps_to_target([0, 10, 20], values, 1.5) == steps


def test_nothing_measured_reaches_nothing() -> None:
    assert steps_to_target([], [], 1.0) == math.inf
