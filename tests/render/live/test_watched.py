"""What was seen is kept in bounded memory: curves, the evidence of each horizon, speed and time left."""

import math
from collections.abc import Callable
from dataclasses import replace

import pytest

from awarelr.core import Decision, Reading, Situation
from awarelr.render.live import Watched
from awarelr.render.live.trace import Trace

Pairs = Callable[[int], list[tuple[Reading, Decision]]]


def test_speed_and_time_left_come_from_looks_at_the_clock(pairs: Pairs) -> None:
    watched = Watched(total_steps=100)
    watched.look(10.0)
    assert watched.seconds_left is None
    watched.take_in(pairs(50))
    watched.look(35.0)
    assert [watched.speed, watched.seconds_left] == [2.0, 25.0]
    watched.forget_speed()
    assert watched.speed is None


def test_a_horizon_that_is_not_part_of_the_evidence_keeps_its_last_z(pairs: Pairs) -> None:
    watched = Watched()
    watched.take_in(pairs(40))
    assert set(watched.evidence) >= {"short", "long"}
    assert all(math.isfinite(each.z) for each in watched.evidence.values())


@pytest.mark.parametrize("size", [1, 7, 64, 1000])
def test_how_many_come_at_once_does_not_matter(pairs: Pairs, size: int) -> None:
    made = pairs(1500)
    once, often = Watched(), Watched()
    once.take_in(made)
    for begin in range(0, len(made), size):
        often.take_in(made[begin : begin + size])
    assert often.level == pytest.approx(once.level)
    assert often.losses.values() == pytest.approx(once.losses.values(), nan_ok=True)
    assert often.lrs.values() == pytest.approx(once.lrs.values(), nan_ok=True)
    assert often.headlines.lines == once.headlines.lines
    assert (often.evidence, often.last, often.first) == (once.evidence, once.last, once.first)


def test_nothing_new_changes_nothing() -> None:
    watched = Watched()
    watched.take_in([])
    assert (watched.step, watched.level, watched.losses.count) == (0, None, 0)


def test_a_curve_keeps_its_shape_however_long_it_gets() -> None:
    trace = Trace(most=64)
    for t in range(0, 100_000, 50):
        trace.extend([10.0 ** (-each / 25_000) for each in range(t, t + 50)])
    values = trace.values()
    assert 32 <= len(values) <= 65
    assert values[0] == pytest.approx(1.0, rel=0.2)
    assert values[-1] == pytest.approx(1e-4, rel=0.2)
    assert values == sorted(values, reverse=True)


def test_a_gap_stays_a_gap_and_costs_nothing_around_it() -> None:
    trace = Trace(most=4)
    trace.extend([1.0, math.nan, -1.0, math.inf])
    assert [math.isnan(each) for each in trace.values()] == [False, True, True, True]


def test_losses_of_steps_that_are_undone_leave_the_level_alone(pairs: Pairs) -> None:
    made = pairs(30)
    reading, decision = made[1]
    made[1] = replace(reading, loss=1e9), replace(decision, situation=Situation.OVERSTEPPED)
    watched = Watched()
    watched.take_in(made)
    assert watched.level is not None
    assert watched.level < 1e3
