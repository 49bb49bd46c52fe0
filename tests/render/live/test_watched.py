"""What was seen is kept in bounded memory: curves, the evidence of each horizon, speed and time left."""

import math
from collections.abc import Callable

import pytest

from awarelr.core import Decision, Reading
from awarelr.render.live import Watched
from awarelr.render.live.trace import Trace

Pairs = Callable[[int], list[tuple[Reading, Decision]]]


def test_speed_and_time_left_come_from_looks_at_the_clock(pairs: Pairs) -> None:
    watched = Watched(total_steps=100)
    watched.look(10.0)
    assert watched.seconds_left is None
    for reading, decision in pairs(50):
        watched.add(reading, decision)
    watched.look(35.0)
    assert [watched.speed, watched.seconds_left] == [2.0, 25.0]
    watched.forget_speed()
    assert watched.speed is None


def test_a_horizon_that_is_not_part_of_the_evidence_keeps_its_last_z(pairs: Pairs) -> None:
    watched = Watched()
    for reading, decision in pairs(40):
        watched.add(reading, decision)
    assert set(watched.evidence) >= {"short", "long"}
    assert all(math.isfinite(each.z) for each in watched.evidence.values())


def test_a_curve_keeps_its_shape_however_long_it_gets() -> None:
    trace = Trace(most=64)
    for t in range(100_000):
        trace.add(10.0 ** (-t / 25_000))
    values = trace.values()
    assert 32 <= len(values) <= 65
    assert values[0] == pytest.approx(1.0, rel=0.2)
    assert values[-1] == pytest.approx(1e-4, rel=0.2)
    assert values == sorted(values, reverse=True)


def test_a_gap_stays_a_gap_and_costs_nothing_around_it() -> None:
    trace = Trace(most=4)
    for value in (1.0, math.nan, -1.0, math.inf):
        trace.add(value)
    assert [math.isnan(each) for each in trace.values()] == [False, True, True, True]
