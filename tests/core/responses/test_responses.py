"""Each response is one rule from LR to LR and action."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awarelr.core import Action, AwareSettings, Diagnosis, Situation
from awarelr.core.responses import CUT, cut, release, shorten, steer, take_back, undo


def pressing(pressure: float, haste: float = 0.0, situation: Situation | None = None) -> Diagnosis:
    situation = situation or (Situation.RAISING if pressure > 0.0 else Situation.LOWERING)
    return Diagnosis(situation=situation, evidence={}, sentence="so", pressure=pressure, haste=haste)


STEERED = [
    (1.0, 1, 0.03),  # 8 / 10, within the most that a reading may raise
    (0.5, 200, 0.5 * 0.03),
    (1.0, 400, 8.0 / 400),
    (0.5, 1000, 4.0 / 1000),
    (-1.0, 1, -0.05),
    (-1.0, 100, -0.005),
    (-0.125, 10, -0.025),
    (0.0, 50, 0.0),
]


@pytest.mark.parametrize(("pressure", "clock", "change"), STEERED)
def test_steering_moves_log_lr_by_gain_times_pressure_over_the_clock(
    pressure: float, clock: int, change: float
) -> None:
    proposal = steer(AwareSettings(), 0.1, clock, pressing(pressure))
    assert math.log(proposal.lr / 0.1) == pytest.approx(change)
    assert proposal.action is Action.NONE


def test_shown_harm_lowers_within_the_most_that_a_reading_may_lower() -> None:
    for clock, change in ((1, -0.15), (100, -0.08)):
        lowered = steer(AwareSettings(), 1.0, clock, pressing(-1.0, situation=Situation.STALLED)).lr
        assert math.log(lowered) == pytest.approx(change)


def test_raising_and_lowering_have_gains_of_their_own() -> None:
    settings = AwareSettings(raise_gain=4.0, lower_gain=1.0, brake_gain=2.0)
    assert steer(settings, 1.0, 200, pressing(1.0)).lr == pytest.approx(math.exp(0.02))
    assert steer(settings, 1.0, 100, pressing(-0.1)).lr == pytest.approx(math.exp(-0.001))
    assert steer(settings, 1.0, 100, pressing(-1.0, situation=Situation.STALLED)).lr == pytest.approx(math.exp(-0.02))


def test_the_path_alone_lowers_the_lr_no_faster_than_the_inverse_root_of_the_time() -> None:
    lr = 1.0
    for clock in range(100, 10_001):
        lr = steer(AwareSettings(), lr, clock, pressing(-1.0)).lr
    assert lr == pytest.approx(0.1, rel=0.01)


HASTY = [
    (1.0, 0.2, 0.2),
    (0.5, 0.2, 0.1),
    (1.0, 3.0, 1.0),  # within the most that a ramp may raise
    (1.0, 0.001, 0.008),  # the usual pace, 8 / 1000, is more
    (-1.0, 0.4, -0.0005),  # haste never lowers
]


@pytest.mark.parametrize(("pressure", "haste", "change"), HASTY)
def test_haste_lets_a_raise_be_quicker_than_the_clock(pressure: float, haste: float, change: float) -> None:
    assert math.log(steer(AwareSettings(), 1.0, 1000, pressing(pressure, haste)).lr) == pytest.approx(change)


@pytest.mark.parametrize(
    ("pressure", "haste", "room", "change"),
    [
        (1.0, 0.0, 0.5, 0.004),  # half of 8 / 1000
        (1.0, 0.2, 0.25, 0.05),  # haste as well
        (-1.0, 0.0, 0.5, -0.001),  # twice the inverse root's fall
        (-0.1, 0.0, 0.5, -0.0004),
        (-1.0, 0.0, 1e-18, -0.15),  # within the most that a reading may lower
    ],
)
def test_long_steps_slow_a_raise_and_loosen_the_paths_fall(
    pressure: float, haste: float, room: float, change: float
) -> None:
    diagnosis = replace(pressing(pressure, haste), room=room)
    assert math.log(steer(AwareSettings(), 1.0, 1000, diagnosis).lr) == pytest.approx(change)


def test_where_the_data_have_drifted_before_a_raise_is_quicker() -> None:
    assert math.log(steer(AwareSettings(), 1.0, 10, pressing(1.0), drifted=True).lr) == pytest.approx(0.05)
    assert math.log(steer(AwareSettings(), 1.0, 400, pressing(1.0), drifted=True).lr) == pytest.approx(0.02)
    slow = AwareSettings(max_raise=0.01)
    assert math.log(steer(slow, 1.0, 10, pressing(1.0), drifted=True).lr) == pytest.approx(0.01)
    quick = AwareSettings(max_raise=0.08)
    assert math.log(steer(quick, 1.0, 10, pressing(1.0), drifted=True).lr) == pytest.approx(0.08)
    assert steer(AwareSettings(), 1.0, 10, pressing(-1.0), drifted=True) == steer(
        AwareSettings(), 1.0, 10, pressing(-1.0)
    )


@given(st.floats(-1.0, 1.0), st.floats(0.0, 100.0), st.integers(1, 10**9))
def test_steering_stays_within_the_largest_change(pressure: float, haste: float, clock: int) -> None:
    settings = AwareSettings(max_raise=0.02, max_ramp=0.05, max_lower=0.03)
    change = math.log(steer(settings, 1.0, clock, pressing(pressure, haste)).lr)
    assert -0.03 - 1e-12 <= change <= 0.05 + 1e-12
    for drifted in (False, True):
        assert math.log(steer(settings, 1.0, clock, pressing(pressure), drifted=drifted).lr) <= 0.02 + 1e-12


@pytest.mark.parametrize(("lr", "snapshot_lr", "strikes", "after"), [(1.0, 2.0, 1, 0.3), (2.0, 1.0, 2, 0.09)])
def test_a_cut_starts_from_the_lower_lr(lr: float, snapshot_lr: float, strikes: int, after: float) -> None:
    proposal = cut(lr, snapshot_lr, strikes)
    assert proposal.lr == pytest.approx(after)
    assert proposal.action is Action.REBASE_ALL
    assert proposal.strikes == strikes
    assert CUT == 0.3


@pytest.mark.parametrize(
    ("lr", "peak", "overstride", "after"),
    [(0.1, 1.0, 1.0, 0.75), (0.9, 1.0, 1.0, 0.9), (0.1, 0.0, 1.0, 0.1), (0.9, 1.0, 30.0, 0.03)],
)
def test_a_release_gives_back_three_quarters_of_the_peak_but_no_longer_steps_than_were_survived(
    lr: float, peak: float, overstride: float, after: float
) -> None:
    proposal = release(lr, peak, overstride)
    assert proposal.lr == pytest.approx(after)
    assert proposal.action is Action.REBASE_ALL


@pytest.mark.parametrize(("probe", "action"), [(False, Action.RESTORE), (True, Action.RESTORE | Action.PROBE)])
def test_an_undo_leaves_the_lr(*, probe: bool, action: Action) -> None:
    proposal = undo(0.1, probe=probe)
    assert (proposal.lr, proposal.action) == (0.1, action)


@pytest.mark.parametrize(("lr", "before", "after"), [(0.01, 0.2, 0.2), (0.3, 0.2, 0.3)])
def test_a_lowering_is_taken_back_but_no_raise_since(lr: float, before: float, after: float) -> None:
    proposal = take_back(lr, before)
    assert (proposal.lr, proposal.action) == (after, Action.NONE)


@pytest.mark.parametrize(
    ("moved", "steps", "lr"),
    [(0.73, 1, 0.01 / 0.73), (0.2, 6, 0.06 / 0.2), (0.01, 6, 1.0), (1e300, 1, 1e-302)],
)
def test_shortened_steps_would_have_moved_one_long_stride_in_three(moved: float, steps: int, lr: float) -> None:
    proposal = shorten(1.0, moved=moved, steps=steps, long_stride=0.03)
    assert proposal.lr == pytest.approx(lr)
    assert proposal.action == Action.RESTORE | Action.REBASE_ALL
