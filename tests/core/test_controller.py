"""The control law as a whole: when the LR moves, what somebody else's LR does to it, how a budget ends."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awarelr.core import Action, AwareSettings, Decision, Horizons, Reading, Situation, State, controller
from awarelr.core.signals import Evidence
from awarelr.core.state import PathEvidence, Recovery, Stall


def pointing(t: int, alignment: float, loss: float | None = 1.0, **more: Any) -> Reading:
    """Return a reading whose three horizons agree, but for a little scatter."""
    seen = max(-1.0, min(1.0, alignment + 0.1 * math.sin(12.9898 * t)))
    return Reading(
        t=t,
        loss=loss,
        grad_norm=1.0,
        alignment=Horizons(short=seen, medium=seen, long=seen),
        gain=seen,
        displacement=1.0,
        **more,
    )


def downhill(steps: int, **more: Any) -> list[Reading]:
    return [pointing(t, 0.5, 10.0 / (1.0 + 0.1 * t), **more) for t in range(1, steps + 1)]


def decisions(steps: list[Any]) -> list[Decision]:
    return [step.decision for step in steps]


def test_the_first_lr_is_a_tenth_of_the_one_given() -> None:
    state = controller.init(AwareSettings(), 0.3)
    assert state.lr == state.written_lr == pytest.approx(0.03)
    assert state.first_lr == 0.3
    assert controller.init(AwareSettings(min_lr=0.2), 0.3).lr == 0.2
    assert controller.init(AwareSettings(warmup_factor=1.0), 0.3).lr == 0.3


def test_the_lr_first_changes_at_the_seventh_reading(drive: Callable[..., Any]) -> None:
    taken = decisions(drive(AwareSettings(), 0.1, downhill(8)))
    assert [decision.lr for decision in taken[:6]] == [taken[0].lr_before] * 6
    assert taken[6].lr > taken[5].lr


def worsening_then_improving(lr: float, drive: Callable[..., Any]) -> tuple[float, float, float]:
    readings = [pointing(t, -0.5, 1.0 + 0.002 * t) for t in range(1, 101)]
    readings += [pointing(t, 0.5, 1.2 * 0.97 ** (t - 100)) for t in range(101, 201)]
    taken = decisions(drive(AwareSettings(), lr, readings))
    return taken[0].lr_before, taken[99].lr, taken[199].lr


# transformers#44271: a greedy tuner with a floor of 1e-3 could only raise a fine-tuning LR, and left 1e-8 alone.
@pytest.mark.parametrize("lr", [5e-5, 5e-8])
def test_the_lr_falls_on_worsening_evidence_however_small_it_is(lr: float, drive: Callable[..., Any]) -> None:
    first, low, high = worsening_then_improving(lr, drive)
    assert low < 0.5 * first
    assert high > 2.0 * low


@settings(max_examples=20)  # each is two runs of 200 readings
@given(st.floats(-9.0, 1.0).map(lambda power: 10.0**power))
def test_every_starting_lr_may_move_both_ways_and_by_the_same_factors(drive: Callable[..., Any], lr: float) -> None:
    first, low, high = worsening_then_improving(lr, drive)
    _, unit_low, unit_high = worsening_then_improving(1.0, drive)
    assert low < first
    assert high > low
    assert low / lr == pytest.approx(unit_low)
    assert high / lr == pytest.approx(unit_high)


def test_the_bounds_hold_the_lr(drive: Callable[..., Any]) -> None:
    chosen = AwareSettings(min_lr=0.005, max_lr=0.02)
    high = decisions(drive(chosen, 0.02, downhill(100)))
    assert max(decision.lr for decision in high) == 0.02
    low = decisions(drive(chosen, 0.02, [pointing(t, -0.5) for t in range(1, 100)]))
    assert min(decision.lr for decision in low) == 0.005


# LlamaFactory#1515, transformers#33086: a second owner of the LR went unnoticed and the two fought.
def test_an_lr_that_somebody_else_keeps_writing_is_said_and_then_left_alone(drive: Callable[..., Any]) -> None:
    readings = [*downhill(10), *(pointing(t, 0.5, 5.0, lr_found=0.01) for t in range(11, 15))]
    taken = decisions(drive(AwareSettings(), 1e-4, readings))
    first, second, third, fourth = taken[10:]
    assert {each.situation for each in (first, second, third, fourth)} == {Situation.OVERRIDDEN}
    assert first.sentence == "somebody else wrote 0.01: it becomes the new starting point"
    assert first.evidence == {"lr_found": 0.01, "overrides": 1}
    assert first.lr_before == 0.01
    assert "left to its other owner" in third.sentence
    assert {each.written_lr for each in (first, second, third, fourth)} == {0.01}


def test_after_the_third_override_in_a_row_the_lr_stays_with_its_other_owner(drive: Callable[..., Any]) -> None:
    readings = [pointing(t, 0.5, 5.0, lr_found=0.01 if 10 < t < 14 else None) for t in range(1, 60)]
    taken = decisions(drive(AwareSettings(), 1e-4, readings))
    assert {each.situation for each in taken[10:]} == {Situation.OVERRIDDEN}
    assert {each.written_lr for each in taken[10:]} == {0.01}
    later = drive(AwareSettings(), 1e-4, [*readings, pointing(60, 0.5, 5.0, lr_found=0.3), pointing(61, 0.5, 5.0)])
    assert [each.written_lr for each in decisions(later)[-2:]] == [0.3, 0.3]


def test_one_override_is_a_new_start(drive: Callable[..., Any]) -> None:
    readings = [replace(reading, lr_found=1.0 if reading.t == 20 else None) for reading in downhill(120)]
    steps = drive(AwareSettings(), 1e-4, readings)
    after = steps[19].after
    assert (after.lr, after.written_lr, after.first_lr, after.overrides) == (1.0, 1.0, 1.0, 1)
    assert steps[20].after.overrides == 0
    assert {step.decision.situation for step in steps[20:]} == {Situation.WARMING_UP, Situation.RAISING}
    assert after.clock == 11
    assert after.loss.slow.count == 1
    assert steps[-1].decision.lr > 1.0


def test_a_tiny_lr_by_hand_after_a_descent_is_raised_again(drive: Callable[..., Any]) -> None:
    """Guards an LR that stayed where a user had put it, 'worthless' beside a descent made at the old one."""
    readings = [replace(reading, lr_found=1e-9 if reading.t == 200 else None) for reading in downhill(400)]
    steps = drive(AwareSettings(), 1e-2, readings)
    assert steps[-1].decision.lr > 1e-7


def test_two_overrides_with_a_pause_between_are_no_other_owner(drive: Callable[..., Any]) -> None:
    readings = [replace(reading, lr_found=1.0 if reading.t % 10 == 0 else None) for reading in downhill(100)]
    steps = drive(AwareSettings(), 1e-4, readings)
    assert max(step.after.overrides for step in steps) == 1


@pytest.mark.parametrize("found", [0.0, -1.0, math.nan, math.inf])
def test_an_lr_that_is_none_is_no_new_start(found: float, drive: Callable[..., Any]) -> None:
    readings = [replace(reading, lr_found=found if reading.t == 20 else None) for reading in downhill(21)]
    steps = drive(AwareSettings(), 1e-4, readings)
    assert steps[19].decision.situation is Situation.OVERRIDDEN
    assert "ours is written again" in steps[19].decision.sentence
    assert steps[19].decision.written_lr == steps[18].decision.written_lr
    assert steps[19].after.first_lr == 1e-4


def test_an_override_lifts_the_ceiling_of_a_rollback(recorded: Callable[[str], Any], drive: Callable[..., Any]) -> None:
    run = recorded("far_too_high")
    steps = drive(run.settings, run.lr, run.readings)
    state = next(step.after for step in steps if step.after.recovery.hold == 5)
    assert state.recovery.ceiling.lr < math.inf
    after, _ = controller.step(run.settings, state, pointing(state.t + 1, 0.5, 1.0, lr_found=0.7))
    assert after.recovery.ceiling.lr == math.inf
    assert after.lr == 0.7


# An override beyond the bounds beside a NaN once left the LR beyond them.
@pytest.mark.parametrize("found", [1e-6, 50.0])
@pytest.mark.parametrize("loss", [1.0, math.nan])
def test_an_override_beyond_the_bounds_is_brought_back_within(
    found: float, loss: float, drive: Callable[..., Any]
) -> None:
    chosen = AwareSettings(min_lr=0.01, max_lr=1.0)
    readings = [*downhill(10), pointing(11, 0.5, loss, lr_found=found)]
    assert chosen.min_lr <= decisions(drive(chosen, 0.1, readings))[-1].written_lr <= chosen.max_lr


def test_within_the_final_decay_an_override_is_the_lr_written(drive: Callable[..., Any]) -> None:
    chosen = AwareSettings(total_steps=100)
    readings = [replace(reading, lr_found=0.2 if reading.t == 96 else None) for reading in downhill(97)]
    steps = drive(chosen, 0.1, readings)
    assert steps[95].decision.lr_before == 0.2
    assert steps[95].decision.lr == pytest.approx(0.4)  # half of it was to be written after 95 of 100 steps
    assert steps[96].decision.written_lr == pytest.approx(steps[96].decision.lr * 3 / 10)


def test_under_the_decay_of_a_known_budget_evidence_goes_on_moving_the_lr(drive: Callable[..., Any]) -> None:
    taken = decisions(drive(AwareSettings(total_steps=100), 0.1, downhill(110)))
    assert {decision.situation for decision in taken[90:100]} == {Situation.RAISING}
    assert taken[99].lr > taken[89].lr
    assert {decision.situation for decision in taken[100:]} == {Situation.FINISHED}
    for t in range(1, 111):
        assert taken[t - 1].written_lr == pytest.approx(taken[t - 1].lr * min(1.0, max(100 - t, 1) / 10))


def test_without_a_budget_nothing_decays(drive: Callable[..., Any]) -> None:
    assert all(each.lr == each.written_lr for each in decisions(drive(AwareSettings(), 0.1, downhill(110))))


def test_without_any_loss_the_path_still_steers_and_snapshots_are_kept(drive: Callable[..., Any]) -> None:
    steps = drive(AwareSettings(snapshot_every=25), 1e-3, [pointing(t, 0.5, None) for t in range(1, 101)])
    assert steps[-1].decision.lr > 5.0 * steps[0].decision.lr
    assert {step.decision.situation for step in steps} == {Situation.WARMING_UP, Situation.RAISING}
    assert steps[-1].after.snapshot.t >= 75
    steps = drive(AwareSettings(snapshot_every=25), 1e-3, [pointing(t, -0.5, None) for t in range(1, 101)])
    assert steps[-1].decision.lr < 0.5 * steps[0].decision.lr


def test_with_losses_at_odd_steps_only_a_snapshot_waits_for_the_next_loss(drive: Callable[..., Any]) -> None:
    readings = [pointing(t, 0.5, 10.0 / t if t % 2 else None) for t in range(1, 120)]
    steps = drive(AwareSettings(snapshot_every=25), 1e-3, readings)
    kept = [step.decision.t for step in steps if Action.KEEP_SNAPSHOT in step.decision.action]
    assert kept == [1, 25, 51, 75, 101]


def test_with_losses_at_even_steps_the_first_loss_takes_the_snapshot_over(drive: Callable[..., Any]) -> None:
    readings = [pointing(t, 0.5, None if t % 2 else 10.0 / t) for t in range(1, 60)]
    steps = drive(AwareSettings(snapshot_every=25), 1e-3, readings)
    kept = [step.decision.t for step in steps if Action.KEEP_SNAPSHOT in step.decision.action]
    assert kept == [1, 2, 26, 50]


def test_a_reading_that_was_not_set_aside_is_no_snapshot(drive: Callable[..., Any]) -> None:
    readings = [replace(reading, set_aside=reading.t not in (25, 26)) for reading in downhill(60)]
    steps = drive(AwareSettings(snapshot_every=25), 1e-3, readings)
    kept = [step.decision.t for step in steps if Action.KEEP_SNAPSHOT in step.decision.action]
    assert kept == [1, 27, 50]


@pytest.mark.parametrize("name", ["far_too_high", "drift", "non_finite"])
def test_what_must_be_set_aside_is_known_before_the_reading(
    name: str, recorded: Callable[[str], Any], drive: Callable[..., Any]
) -> None:
    run = recorded(name)
    for step in drive(run.settings, run.lr, run.readings):
        if Action.KEEP_SNAPSHOT in step.decision.action:
            assert controller.snapshot_due(run.settings, step.before)
            assert step.after.snapshot.t == step.decision.t
    quiet = controller.init(run.settings, run.lr)
    assert controller.snapshot_due(run.settings, quiet)
    kept = replace(drive(run.settings, run.lr, run.readings[:3])[-1].after, t=30)
    assert not controller.snapshot_due(run.settings, kept)
    assert controller.snapshot_due(run.settings, kept, ahead=19)


def test_within_a_probe_no_snapshot_is_due(recorded: Callable[[str], Any], drive: Callable[..., Any]) -> None:
    run = recorded("far_too_high")
    state = next(s.after for s in drive(run.settings, run.lr, run.readings) if s.after.probe is not None)
    assert not controller.snapshot_due(run.settings, replace(state, t=24))


def test_an_unhealthy_reading_is_no_snapshot(drive: Callable[..., Any]) -> None:
    readings = [pointing(t, 0.5, 1.0 + (0.01 * (t % 3)) + (0.05 if t > 20 else 0.0)) for t in range(1, 30)]
    steps = drive(AwareSettings(snapshot_every=25), 1e-3, readings)
    kept = [step.decision.t for step in steps if Action.KEEP_SNAPSHOT in step.decision.action]
    assert kept == [1]


def test_the_long_average_is_rebased_when_newer_evidence_contradicts_it_for_long(drive: Callable[..., Any]) -> None:
    readings = [
        replace(pointing(t, 0.5, 1.0), alignment=Horizons(short=0.5 + 0.01 * (t % 3), medium=0.5, long=-0.5))
        for t in range(1, 40)
    ]
    steps = drive(AwareSettings(snapshot_every=25), 1e-3, readings)
    rebased = [step for step in steps if Action.REBASE_LONG in step.decision.action]
    assert len(rebased) >= 2
    first = rebased[0]
    assert first.before.path.stale == 10
    assert first.after.path.stale == 0
    assert first.after.path.long == Evidence()
    assert first.after.path.medium != Evidence()
    assert first.decision.situation is Situation.TURNING


@pytest.mark.parametrize(
    "stray",
    [Reading(t=5, undone=True, loss=99.0), Reading(t=5, probe=True, loss=99.0)],
    ids=["undone", "a probe that is none"],
)
def test_a_reading_of_weights_that_were_undone_is_only_counted(stray: Reading, drive: Callable[..., Any]) -> None:
    before = drive(AwareSettings(), 0.1, downhill(30))[-1].after
    after, decision = controller.step(AwareSettings(), before, stray)
    assert after == replace(before, t=before.t + 1)
    assert decision.action is Action.NONE
    assert decision.sentence == "taken at weights that a rollback has since undone: counted, not read"


def test_observing_only_decides_from_the_lr_that_is_really_used(drive: Callable[..., Any]) -> None:
    chosen = AwareSettings(observe_only=True)
    readings = [pointing(t, 0.5, 10.0 / t, lr_found=0.3) for t in range(1, 60)]
    steps = drive(chosen, 0.3, readings)
    assert {step.decision.lr_before for step in steps} == {0.3}
    assert {step.decision.situation for step in steps} == {Situation.WARMING_UP, Situation.RAISING}
    assert steps[-1].after.overrides == 0
    assert steps[-1].decision.lr == pytest.approx(0.3 * math.exp(0.08), rel=0.1)


def test_observing_only_never_asks_for_a_restore(recorded: Callable[[str], Any], drive: Callable[..., Any]) -> None:
    run = recorded("non_finite")
    chosen = AwareSettings(observe_only=True)
    steps = drive(chosen, run.lr, [replace(each, lr_found=run.lr) for each in run.readings])
    assert not any(step.decision.action & (Action.RESTORE | Action.PROBE) for step in steps)
    assert {step.decision.lr_before for step in steps} == {run.lr}


def test_a_dead_training_is_named_and_its_lr_rests(drive: Callable[..., Any]) -> None:
    dead = [Reading(t=t, loss=0.6931, grad_norm=0.0, displacement=0.0) for t in range(1, 41)]
    taken = decisions(drive(AwareSettings(), 0.1, dead))
    assert {each.situation for each in taken[19:]} == {Situation.DEAD}
    assert {each.lr for each in taken} == {taken[0].lr}
    frozen = [Reading(t=t, loss=0.6931, grad_norm=1.0, displacement=0.0) for t in range(1, 41)]
    assert decisions(drive(AwareSettings(), 0.1, frozen))[-1].lr > taken[0].lr


def test_a_state_has_no_more_than_its_parts(drive: Callable[..., Any]) -> None:
    state: State = drive(AwareSettings(), 0.1, downhill(5))[-1].after
    assert isinstance(state.path, PathEvidence)
    assert state.recovery == Recovery()
    assert (state.t, state.clock, state.losses) == (5, 5, 5)


def standing(steps: int, first: int = 1, **more: Any) -> list[Reading]:
    """Return readings of a loss that stands still while short and medium steps overshoot."""
    taken = []
    for t in range(first, first + steps):
        wave = 0.1 * math.sin(12.9898 * t)
        alignment = Horizons(short=wave - 0.5, medium=wave - 0.5, long=wave)
        loss = 1.0 + 0.1 * math.sin(78.233 * t)
        taken.append(Reading(t=t, loss=loss, grad_norm=1.0, alignment=alignment, gain=0.0, displacement=1.0, **more))
    return taken


# Kinds of batches that take turns: at any LR their steps seem to overshoot, and the LR fell to nothing.
def test_a_lowering_that_has_not_brought_the_loss_down_is_taken_back_and_not_begun_again() -> None:
    settings_, state, seen = AwareSettings(), controller.init(AwareSettings(), 0.1), []
    for reading in standing(400):
        before = state
        state, decision = controller.step(settings_, state, reading)
        seen.append((before, decision))
    named = [decision.situation for _, decision in seen]
    first, back = named.index(Situation.STALLED), named.index(Situation.ALTERNATING)
    before, decision = seen[back]
    assert before.stall.lr == seen[first][0].lr
    assert before.lr < 0.1 * before.stall.lr
    assert before.clock + 1 - before.stall.clock >= 3 * 15
    assert decision.lr == before.stall.lr
    assert Situation.STALLED not in named[back:]
    assert state.stall.in_vain
    drifted = [replace(each, loss=90.0) for each in standing(4, first=401)]
    for reading in drifted:
        state, decision = controller.step(settings_, state, replace(reading, probe=state.probe is not None))
        if decision.situation is Situation.DRIFTED:
            break
    assert state.stall == Stall()


def test_an_lr_that_somebody_else_wrote_begins_the_standstill_anew(drive: Callable[..., Any]) -> None:
    state = drive(AwareSettings(), 0.1, standing(60))[-1].after
    assert state.stall.lr > 0.0
    after = drive(AwareSettings(), state, standing(1, first=61, lr_found=0.3))[-1].after
    assert after.stall == Stall()
