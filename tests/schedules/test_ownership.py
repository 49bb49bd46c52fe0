"""An LR that somebody else writes is taken over, said, and from the third time on left alone."""

import math

import pytest

from awarelr.core import Reading, Situation
from awarelr.schedules import Constant, Cosine, Exponential, RatioBased, ReduceOnPlateau, Warmup, simulate


def test_what_is_left_of_a_formula_is_rescaled() -> None:
    readings = [Reading(t=1), Reading(t=2, lr_found=0.05), Reading(t=3)]
    decisions = simulate(Exponential(gamma=0.5), 1.0, readings)
    assert [each.written_lr for each in decisions] == [0.5, 0.025, 0.0125]
    assert decisions[1].lr_before == 0.05
    assert decisions[1].situation is Situation.OVERRIDDEN
    assert decisions[1].sentence == "somebody else wrote 0.05: it becomes the new starting point; the next one is 0.025"


def test_the_third_override_in_a_row_ends_the_tug_of_war() -> None:
    readings = [Reading(t=t, lr_found=0.01) for t in range(1, 4)] + [Reading(t=4), Reading(t=5)]
    decisions = simulate(Exponential(gamma=0.5), 1.0, readings)
    assert [each.written_lr for each in decisions][2:] == [0.01, 0.01, 0.01]
    assert "left to its other owner" in decisions[-1].sentence


def test_overrides_that_are_not_in_a_row_are_forgotten() -> None:
    readings = [Reading(t=t, lr_found=0.01 if t % 2 else None) for t in range(1, 10)]
    assert simulate(Constant(), 1.0, readings)[-2].situation is Situation.SCHEDULED


@pytest.mark.parametrize("found", [math.nan, math.inf, -1.0, 0.0])
def test_what_is_no_lr_is_not_taken_over(found: float) -> None:
    decision = simulate(Constant(), 1.0, [Reading(t=1, lr_found=found)])[0]
    assert decision.written_lr == decision.lr_before == 1.0
    assert "with which nothing can be learned: ours is written again" in decision.sentence


def test_an_lr_found_where_ours_was_zero_does_not_break_the_formula() -> None:
    decisions = simulate(Cosine(total_steps=1), 1.0, [Reading(t=1), Reading(t=2, lr_found=0.5), Reading(t=3)])
    assert [each.written_lr for each in decisions] == [0.0, 0.0, 0.0]


def test_schedules_that_go_from_lr_to_lr_go_on_from_the_one_found() -> None:
    rise = [Reading(t=1, loss=1.0), Reading(t=2, loss=4.0, lr_found=0.1), Reading(t=3, loss=16.0)]
    assert [each.written_lr for each in simulate(RatioBased(window=1), 1.0, rise)] == [1.0, 0.2, 0.4]
    flat = [Reading(t=1, loss=1.0), Reading(t=2, loss=1.0, lr_found=0.1)]
    assert simulate(ReduceOnPlateau(patience=0), 1.0, flat)[-1].written_lr == pytest.approx(0.01)


def test_a_climb_goes_on_below_the_lr_found() -> None:
    readings = [Reading(t=1), Reading(t=2, lr_found=0.25), Reading(t=3), Reading(t=4), Reading(t=5)]
    lrs = [each.written_lr for each in simulate(Warmup(Constant(), steps=4, start_factor=0.0), 1.0, readings)]
    assert lrs == [0.25, 0.5, 0.75, 1.0, 1.0]
    halved = [Reading(t=1), Reading(t=2, lr_found=0.125), Reading(t=3), Reading(t=4), Reading(t=5)]
    lrs = [each.written_lr for each in simulate(Warmup(Constant(), steps=4, start_factor=0.0), 1.0, halved)]
    assert lrs == [0.25, 0.25, 0.375, 0.5, 0.5]
