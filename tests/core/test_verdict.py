"""What follows a fault, damage and a drift: who was to blame, what is restored, how the LR comes back."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from awarelr.core import Action, AwareSettings, Horizons, Reading, Situation, State
from awarelr.core.signals import Habit
from awarelr.core.state import Attempt, LossStatistics, PathEvidence

CALM = Horizons(short=0.1, medium=0.1, long=0.1)


def settings_of(**more: Any) -> AwareSettings:
    """Return settings with a snapshot every 25 readings: the runs below are laid out for that."""
    return AwareSettings(snapshot_every=25, **more)


def healthy(t: int, loss: float | None = None, **more: Any) -> Reading:
    loss = 1.0 + 0.01 * math.sin(t) if loss is None else loss
    return Reading(t=t, loss=loss, grad_norm=1.0, alignment=CALM, gain=0.1, displacement=2.0, **more)


def run_in(drive: Callable[..., Any], settings: AwareSettings, steps: int = 60) -> State:
    state: State = drive(settings, 0.1, [healthy(t) for t in range(1, steps + 1)])[-1].after
    assert state.snapshot.t == (steps // 25) * 25
    return state


def until_damage(drive: Callable[..., Any], settings: AwareSettings, state: State, loss: float = 5.0) -> Any:
    """Return the step at which losses that went up are called damage."""
    steps = drive(settings, state, [healthy(state.t + 1 + more, loss) for more in range(8)])
    return next(step for step in steps if step.decision.situation in {Situation.DIVERGED, Situation.DRIFTED})


def test_damage_restores_at_an_unchanged_lr_and_probes(drive: Callable[..., Any]) -> None:
    settings = settings_of()
    step = until_damage(drive, settings, run_in(drive, settings))
    assert step.decision.situation is Situation.DIVERGED
    assert step.decision.action == Action.RESTORE | Action.PROBE
    assert step.decision.lr == step.before.lr
    assert step.after.probe is not None
    assert step.after.losses_since == 0


@pytest.mark.parametrize("rollback", [True, False])
def test_a_loss_that_rises_against_a_way_downhill_is_no_damage(drive: Callable[..., Any], *, rollback: bool) -> None:
    """Guards both players of a GAN: the other one's progress was called damage, and one of the two was starved."""
    settings = settings_of(rollback=rollback)
    state = run_in(drive, settings)
    straight = Horizons(short=0.5, medium=0.5, long=0.5)
    readings = [replace(healthy(t), alignment=straight) for t in range(61, 81)]
    readings += [replace(healthy(t, 1.0 + 0.5 * (t - 80)), alignment=straight) for t in range(81, 121)]
    steps = drive(settings, state, readings)
    first = next(step for step in steps if step.decision.situation is Situation.DRIFTED)
    assert first.decision.action is Action.NONE
    assert first.decision.lr == first.before.lr
    assert first.after.drifts == 0
    assert first.after.clock == first.before.clock + 1
    assert first.after.snapshot.loss == first.after.loss == LossStatistics()
    assert first.after.path.long.count > 0.0
    assert not any(step.decision.situation is Situation.DIVERGED for step in steps)
    assert min(step.decision.lr for step in steps) >= state.lr
    assert steps[-1].after.snapshot.t > 60


def test_old_evidence_of_a_way_downhill_excuses_no_damage(drive: Callable[..., Any]) -> None:
    """Guards a full-batch training whose weights exploded while it caught up, and nothing was learnt from that."""
    settings = settings_of()
    state = run_in(drive, settings)
    straight = Horizons(short=0.5, medium=0.5, long=0.5)
    state = drive(settings, state, [replace(healthy(t), alignment=straight) for t in range(61, 81)])[-1].after
    state = replace(state, recovery=replace(state.recovery, retrace=20))
    steps = drive(settings, state, [replace(healthy(81 + more, 5.0), alignment=straight) for more in range(8)])
    verdicts = {Situation.DIVERGED, Situation.DRIFTED}
    first = next(step for step in steps if step.decision.situation in verdicts)
    assert first.decision.situation is Situation.DIVERGED


@pytest.mark.parametrize("probe", [(1.0, 1.0), (math.nan, 1.0), (None, None), (1.0, 1e308)])
def test_a_probe_at_the_old_level_or_none_says_that_it_was_us(
    probe: tuple[float | None, float | None], drive: Callable[..., Any]
) -> None:
    settings = settings_of()
    damage = until_damage(drive, settings, run_in(drive, settings))
    first, verdict = drive(settings, damage.after, [Reading(t=1, loss=loss) for loss in probe])
    assert first.decision.situation is verdict.decision.situation is Situation.PROBING
    assert first.decision.action is Action.NONE
    assert verdict.decision.action is Action.REBASE_ALL
    lr, snapshot = damage.before.lr, damage.before.snapshot
    recently = math.exp(damage.after.loss.lr_recent.mean)
    assert verdict.decision.lr == pytest.approx(0.3 * min(lr, max(snapshot.lr, recently)))
    after = verdict.after
    assert after.recovery.ceiling.lr == pytest.approx(0.6 * lr)
    assert after.recovery.ceiling.window == max(20, after.clock)
    assert (after.recovery.hold, after.recovery.strikes, after.recovery.last_ours) == (10, 1, after.t)
    assert after.loss == replace(snapshot.loss, last=None, last_but_one=None)
    assert after.path == PathEvidence()
    assert after.peak <= after.lr
    assert after.clock == damage.after.clock
    assert after.probe is None


def test_a_probe_above_the_old_level_says_that_the_data_changed(drive: Callable[..., Any]) -> None:
    settings = settings_of()
    damage = until_damage(drive, settings, replace(run_in(drive, settings), peak=8.0))
    *_, verdict = drive(settings, damage.after, [Reading(t=1, loss=5.0), Reading(t=2, loss=4.0)])
    after = verdict.after
    assert verdict.decision.situation is Situation.DRIFTED
    assert verdict.decision.action is Action.REBASE_ALL
    assert verdict.decision.lr == 6.0
    assert verdict.decision.clock == after.clock == 10
    assert (after.loss, after.path) == (LossStatistics(), PathEvidence())
    assert after.snapshot.loss == LossStatistics()
    assert (after.recovery.ceiling.lr, after.recovery.hold) == (math.inf, 0)
    assert after.peak == 0.0
    nxt, *_ = drive(settings, after, [healthy(1, 5.0)])
    assert Action.KEEP_SNAPSHOT in nxt.decision.action
    assert nxt.after.snapshot.loss.slow.mean == 5.0


# Two more classes at 50 x the LR that they bear: steps a hundred times longer than any before killed the network.
def test_after_a_drift_no_step_is_longer_than_one_that_was_survived(drive: Callable[..., Any]) -> None:
    settings = settings_of()
    before = drive(settings, 0.1, [healthy(t, stride=0.2 if t == 20 else 0.1) for t in range(1, 61)])[-1].after
    assert (before.stride, before.snapshot.stride) == (0.2, 0.2)
    bad = [healthy(61 + more, 5.0, stride=2.0) for more in range(4)]
    damage = next(step for step in drive(settings, before, bad) if step.decision.situation is Situation.DIVERGED)
    assert damage.after.stride == 0.2  # what was undone was not survived
    *_, verdict = drive(settings, damage.after, [Reading(t=1, loss=5.0), Reading(t=2, loss=5.0)])
    assert verdict.decision.situation is Situation.DRIFTED
    assert verdict.decision.lr == pytest.approx(verdict.before.lr * 0.2 / 2.0)


def test_a_drift_whose_steps_are_as_short_as_before_keeps_its_lr(drive: Callable[..., Any]) -> None:
    settings = settings_of()
    state = drive(settings, 0.1, [healthy(t, stride=0.1) for t in range(1, 61)])[-1].after
    far = [replace(healthy(61 + more, 50.0, stride=0.05), displacement=1e-3) for more in range(3)]
    step = next(step for step in drive(settings, state, far) if step.decision.situation is Situation.DRIFTED)
    assert step.decision.lr == max(step.before.lr, 0.75 * step.before.peak)


def test_a_rise_that_our_steps_cannot_have_caused_is_a_drift_at_once(drive: Callable[..., Any]) -> None:
    settings = settings_of()
    state = run_in(drive, settings)
    far = [replace(healthy(state.t + 1 + more, 50.0), displacement=1e-3) for more in range(3)]
    steps = drive(settings, state, far)
    step = next(step for step in steps if step.decision.situation is Situation.DRIFTED)
    assert step.decision.action is Action.REBASE_ALL
    assert step.decision.clock == 10
    assert step.decision.lr == max(step.before.lr, 0.75 * step.before.peak)


def test_where_the_level_is_young_such_a_rise_is_ignored(drive: Callable[..., Any]) -> None:
    readings = [replace(healthy(t, 1.0 if t < 4 else 50.0), displacement=1e-3) for t in range(1, 9)]
    steps = drive(settings_of(), 0.1, readings)
    assert not {step.decision.situation for step in steps} & {Situation.DRIFTED, Situation.DIVERGED}


def test_the_lr_rests_for_ten_readings_and_the_ceiling_expires(drive: Callable[..., Any]) -> None:
    settings = settings_of()
    damage = until_damage(drive, settings, run_in(drive, settings))
    verdict = drive(settings, damage.after, [Reading(t=1, loss=1.0)] * 2)[-1]
    up = Horizons(short=0.5, medium=0.5, long=0.5)
    later = drive(settings, verdict.after, [replace(healthy(t), alignment=up) for t in range(1, 300)])
    situations = [step.decision.situation for step in later]
    assert situations[:10] == [Situation.HOLDING] * 10
    assert Situation.HOLDING not in situations[10:]
    assert {step.decision.lr for step in later[:10]} == {verdict.decision.lr}
    assert all(step.decision.lr <= step.after.recovery.ceiling.lr for step in later)
    assert later[-1].after.recovery.ceiling.lr > 3.0 * damage.before.lr


def test_a_repetition_cuts_deeper(drive: Callable[..., Any]) -> None:
    settings = settings_of()
    state = run_in(drive, settings)
    lrs, strikes = [], []
    for _ in range(4):
        damage = until_damage(drive, settings, state)
        state = drive(settings, damage.after, [Reading(t=1, loss=1.0)] * 2)[-1].after
        recently = math.exp(damage.after.loss.lr_recent.mean)
        lrs.append(state.lr / min(damage.before.lr, max(damage.before.snapshot.lr, recently)))
        strikes.append(state.recovery.strikes)
    assert strikes == [1, 2, 3, 4]
    assert lrs == [pytest.approx(0.3**k) for k in strikes]


def test_damage_at_an_lr_that_was_long_borne_is_a_bad_batchs_once(drive: Callable[..., Any]) -> None:
    """Guards a run whose LR fell to a fortieth because of three corrupted batches."""
    settings = settings_of(raise_gain=0.0)
    state = run_in(drive, settings)
    damage = until_damage(drive, settings, state)
    *_, verdict = drive(settings, damage.after, [Reading(t=1, loss=1.0)] * 2)
    excused = verdict.after
    assert verdict.decision.situation is Situation.PROBING
    assert "a bad batch did the damage, the learning rate stays" in verdict.decision.sentence
    assert verdict.decision.action is Action.REBASE_ALL
    assert excused.lr == damage.before.lr
    assert (excused.recovery.strikes, excused.recovery.hold) == (0, 0)
    assert excused.loss.slow == damage.before.snapshot.loss.slow
    again = until_damage(drive, settings, excused)
    condemned = drive(settings, again.after, [Reading(t=1, loss=1.0)] * 2)[-1]
    assert condemned.after.recovery.strikes == 1
    assert condemned.after.lr == pytest.approx(0.3 * damage.before.lr)
    rested = drive(settings, condemned.after, [healthy(t) for t in range(1, 60)])[-1].after
    later = until_damage(drive, settings, rested)
    assert drive(settings, later.after, [Reading(t=1, loss=1.0)] * 2)[-1].after.lr == rested.lr


def strike(drive: Callable[..., Any], settings: AwareSettings, state: State, slow: int = 1) -> list[Any]:
    """Return the steps from a batch whose gradient and loss leapt, through losses that stay up, to the verdict."""
    t = state.t
    bad = [replace(healthy(t + 1, 9.0), grad_norm=30.0, gain=99.0)]
    between = [healthy(t + 2 + more) for more in range(slow - 1)]
    after = [healthy(t + 1 + slow + more, 5.0) for more in range(2)]
    steps: list[Any] = drive(settings, state, bad + between + after)
    asked = next(place for place, step in enumerate(steps) if step.after.probe is not None)
    steps = steps[: asked + 1]
    return steps + list(drive(settings, steps[-1].after, [Reading(t=1, loss=1.0)] * 2))


def test_damage_right_after_a_leap_is_a_bad_batchs_and_leaves_no_trace(drive: Callable[..., Any]) -> None:
    """Guards runs that a single corrupted batch cost a third of the learning rate and all evidence of the path."""
    settings = settings_of()
    state = run_in(drive, settings)
    leap, damage, _, verdict = strike(drive, settings, state)
    assert (leap.decision.situation, leap.decision.action) == (Situation.LEAPT, Action.PASS_OVER)
    assert leap.decision.lr == state.lr
    assert damage.decision.situation is Situation.DIVERGED
    assert "gradient and loss had leapt at once: a bad batch did it" in verdict.decision.sentence
    assert verdict.decision.action is Action.RESUME
    after = verdict.after
    assert after.lr == state.lr
    assert replace(after.path, leapt=None) == state.path
    assert after.loss.slow == state.snapshot.loss.slow
    assert after.recovery.retrace == damage.after.probe.undone == 12


def test_after_a_bad_batch_the_averages_wait_until_the_training_is_as_far_again(drive: Callable[..., Any]) -> None:
    settings = settings_of()
    verdict = strike(drive, settings, run_in(drive, settings))[-1]
    later = drive(settings, verdict.after, [healthy(verdict.after.t + 1 + more) for more in range(14)])
    assert [Action.PASS_OVER in step.decision.action for step in later] == [True] * 12 + [False] * 2
    assert {step.decision.situation for step in later[:12]} == {Situation.HOLDING}
    assert later[11].after.path.medium == verdict.after.path.medium != later[12].after.path.medium


def test_damage_that_comes_long_after_a_leap_has_reached_the_averages(drive: Callable[..., Any]) -> None:
    settings = settings_of()
    steps = strike(drive, settings, run_in(drive, settings, 55), slow=13)
    assert steps[-1].decision.action is Action.REBASE_ALL
    assert steps[-1].after.path == PathEvidence()
    assert steps[-1].after.lr >= steps[0].before.lr


def test_bad_batches_in_great_number_are_part_of_the_data(drive: Callable[..., Any]) -> None:
    """Guards data with rare kinds of batches: each was undone, and then the rate was cut for them, down to nothing."""
    settings = settings_of()
    state, struck = run_in(drive, settings), 0
    while not state.habit.usual:
        state = drive(settings, strike(drive, settings, state)[-1].after, [healthy(1)])[-1].after
        struck += 1
        assert state.recovery.strikes == 0
    assert struck == 4
    state = replace(state, habit=Habit(excursions=5.0))
    once_more = [replace(healthy(1, 9.0), grad_norm=30.0), *(healthy(2, 5.0) for _ in range(8)), healthy(11)]
    steps = drive(settings, state, once_more)
    assert not {step.decision.situation for step in steps} & {Situation.LEAPT, Situation.DIVERGED, Situation.DRIFTED}
    assert steps[0].after.loss.slow.mean > state.loss.slow.mean
    assert steps[-1].after.habit.excursions == pytest.approx(5.0 * math.exp(-0.1) + 1.0)


def test_where_excursions_are_usual_ten_losses_in_a_row_are_damage_and_ours(drive: Callable[..., Any]) -> None:
    settings = settings_of()
    state = run_in(drive, settings)
    state = replace(state, habit=Habit(excursions=5.0))
    steps = drive(settings, state, [replace(healthy(1, 9.0), grad_norm=30.0), *(healthy(2, 5.0) for _ in range(9))])
    assert [step.decision.situation is Situation.DIVERGED for step in steps] == [False] * 9 + [True]
    verdict = drive(settings, steps[-1].after, [Reading(t=1, loss=1.0)] * 2)[-1]
    assert verdict.after.recovery.strikes == 1
    assert verdict.decision.lr < steps[-1].decision.lr


def test_a_row_of_losses_counts_while_the_level_is_young_too(drive: Callable[..., Any]) -> None:
    """Guards a drift where excursions were usual: until a level had formed, a rate that grew tenfold went unseen."""
    settings = settings_of()
    state = run_in(drive, settings)
    young = replace(state.snapshot.loss, slow=replace(state.snapshot.loss.slow, count=5))
    state = replace(state, habit=Habit(excursions=5.0), snapshot=replace(state.snapshot, loss=young))
    steps = drive(settings, state, [replace(healthy(1, 50.0 * 3.0**more), displacement=1e9) for more in range(12)])
    assert steps[9].decision.situation is Situation.DIVERGED


def test_our_own_faults_are_no_habit(drive: Callable[..., Any]) -> None:
    settings = settings_of()
    state = run_in(drive, settings)
    for _ in range(5):
        off, fault = drive(settings, state, [healthy(1, 9.0), nan(2)])
        assert off.after.habit.run == 1
        assert fault.decision.situation is Situation.NON_FINITE
        assert fault.after.habit.run == 0
        state = drive(settings, replace(fault.after, probe=None), [healthy(3)] * 4)[-1].after
    assert state.habit.excursions == 0.0


def test_a_verdict_names_the_loss_that_it_rests_on(drive: Callable[..., Any]) -> None:
    """Guards "still give a loss of 6924 where 0.715 was usual: the data are as before"."""
    settings = settings_of()
    damage = until_damage(drive, settings, run_in(drive, settings))
    verdict = drive(settings, damage.after, [Reading(t=1, loss=90.0), Reading(t=2, loss=1.0)])[-1]
    assert "still give a loss of 1 in the better of two batches where" in verdict.decision.sentence


def test_one_bad_batch_in_a_probe_proves_no_drift(drive: Callable[..., Any]) -> None:
    settings = settings_of()
    damage = until_damage(drive, settings, run_in(drive, settings))
    for order in ((1.0, 90.0), (90.0, 1.0)):
        verdict = drive(settings, damage.after, [Reading(t=1, loss=loss) for loss in order])[-1]
        assert verdict.decision.situation is Situation.PROBING
    both = drive(settings, damage.after, [Reading(t=1, loss=90.0)] * 2)[-1]
    assert both.decision.situation is Situation.DRIFTED
    assert (damage.after.drifts, both.after.drifts) == (0, 1)


def test_without_rollback_a_bad_batch_costs_no_learning_rate(drive: Callable[..., Any]) -> None:
    settings = settings_of(rollback=False)
    state = run_in(drive, settings)
    bad = [replace(healthy(1, 9.0), grad_norm=30.0), healthy(2, 5.0), *(healthy(3, 5.0) for _ in range(30))]
    steps = drive(settings, state, bad)
    damage = next(step for step in steps if step.decision.situation is Situation.DIVERGED)
    assert "after gradient and loss leapt at once 1 reading(s) ago" in damage.decision.sentence
    assert damage.decision.action is Action.REBASE_ALL
    assert damage.after.lr == state.lr
    assert damage.after.recovery.strikes == 0
    assert damage.after.recovery.hold == 10
    assert sum(step.decision.situation is Situation.DIVERGED for step in steps) == 1
    assert steps[-1].after.loss.slow.mean == pytest.approx(5.0)


def test_a_leap_of_the_gradient_is_remembered_until_the_loss_speaks(drive: Callable[..., Any]) -> None:
    """Guards a batch whose loss looked as usual while its gradient broke the weights, or that had no loss."""
    settings = settings_of()
    state = run_in(drive, settings)
    for loss in (1.0, None):
        quiet = replace(healthy(state.t + 1), loss=loss, grad_norm=30.0)
        steps = drive(settings, state, [quiet, healthy(state.t + 2, 5.0), healthy(state.t + 3, 5.0)])
        assert steps[0].decision.situation is not Situation.LEAPT
        assert steps[1].decision.situation is Situation.LEAPT
        assert steps[2].after.probe is not None
        verdict = drive(settings, steps[2].after, [Reading(t=1, loss=1.0)] * 2)[-1]
        assert verdict.decision.action is Action.RESUME
        assert verdict.after.lr == steps[0].after.lr


def test_a_loss_below_its_level_is_as_usual(drive: Callable[..., Any]) -> None:
    settings = settings_of()
    state = run_in(drive, settings)
    far = [healthy(state.t + 1, 0.2), replace(healthy(state.t + 2, 9.0), grad_norm=30.0)]
    assert drive(settings, state, far)[-1].decision.situation is Situation.LEAPT


def test_a_bad_batch_while_the_training_catches_up_adds_to_the_way(drive: Callable[..., Any]) -> None:
    settings = settings_of()
    first = strike(drive, settings, run_in(drive, settings))[-1].after
    after = drive(settings, first, [healthy(first.t + 1 + more) for more in range(3)])[-1].after
    assert after.recovery.retrace == first.recovery.retrace - 3
    second = strike(drive, settings, after)[-1].after
    assert second.recovery.retrace == first.recovery.retrace - 4 + 5


def test_a_leap_that_broke_nothing_is_passed_over(drive: Callable[..., Any]) -> None:
    settings = settings_of()
    state = run_in(drive, settings)
    t = state.t
    bad = replace(healthy(t + 1, 9.0), grad_norm=30.0, gain=99.0)
    leap, calm = drive(settings, state, [bad, healthy(t + 2)])
    assert leap.after.loss.slow == state.loss.slow
    assert leap.after.path.gain == state.path.gain
    assert leap.after.path.crest == state.path.crest
    assert calm.decision.action is Action.NONE
    assert calm.decision.situation is not Situation.LEAPT


def test_where_the_loss_had_left_its_level_before_no_leap_is_a_bad_batchs(drive: Callable[..., Any]) -> None:
    """Guards a learning rate beyond the edge whose losses grew 19, 20 and then 90 times from reading to reading."""
    settings = settings_of()
    state = run_in(drive, settings)
    t = state.t
    far = [healthy(t + 1, 3.0), replace(healthy(t + 2, 90.0), grad_norm=30.0)]
    last = drive(settings, state, far)[-1]
    assert last.decision.situation is not Situation.LEAPT
    assert last.after.path.leapt is None


@pytest.mark.parametrize(("stride", "excused"), [(0.05, True), (0.07, False)])
def test_where_steps_move_much_of_the_weights_a_leap_may_be_their_doing(
    drive: Callable[..., Any], stride: float, *, excused: bool
) -> None:
    """Guards spirals under Adam at 0.13: seven rollbacks in 120 readings, each put down to a bad batch, then lost."""
    settings = settings_of()
    state = replace(run_in(drive, settings), size=1.0)
    bad = replace(healthy(state.t + 1, 9.0), grad_norm=30.0, stride=stride)
    leap = drive(settings, state, [bad])[-1]
    assert (leap.decision.situation is Situation.LEAPT) is excused
    assert (leap.after.path.leapt == 0) is excused


def test_a_snapshot_is_not_kept_at_a_leap(drive: Callable[..., Any]) -> None:
    settings = settings_of()
    state = run_in(drive, settings, 74)
    assert state.snapshot.t == 50
    bad = replace(healthy(75, 9.0), grad_norm=30.0)
    leap, calm = drive(settings, state, [bad, healthy(76)])
    assert leap.after.snapshot.t == 50
    assert not leap.decision.action & Action.KEEP_SNAPSHOT
    assert calm.after.path.leapt == 1


def test_after_a_first_fault_the_averages_wait_too(drive: Callable[..., Any]) -> None:
    settings = settings_of()
    state = run_in(drive, settings)
    fault = drive(settings, state, [nan(61)])[-1]
    assert fault.decision.action is Action.RESTORE
    assert fault.after.recovery.retrace == state.losses_since
    again = drive(settings, fault.after, [nan(62)])[-1]
    assert again.after.recovery.retrace == fault.after.recovery.retrace


# Where min_lr held the LR up, the ceiling once fell below it and took for ever to come back.
def test_a_ceiling_never_lies_below_the_lr(drive: Callable[..., Any]) -> None:
    settings = settings_of(min_lr=0.009)
    state = run_in(drive, settings)
    for _ in range(4):
        damage = until_damage(drive, settings, state)
        state = drive(settings, damage.after, [Reading(t=1, loss=1.0)] * 2)[-1].after
        assert state.recovery.ceiling.lr >= state.lr >= settings.min_lr
    assert state.lr == settings.min_lr


def test_without_rollback_damage_lowers_the_lr_at_once_and_the_level_is_learned_anew(
    drive: Callable[..., Any],
) -> None:
    settings = settings_of(rollback=False)
    step = until_damage(drive, settings, run_in(drive, settings))
    assert step.decision.action is Action.REBASE_ALL
    recent = step.before.loss.lr_recent.add(math.log(step.before.lr), max(8.0, 0.03 * (step.before.clock + 1)))
    healthy_lr = max(step.before.snapshot.lr, math.exp(recent.mean))
    assert step.decision.lr == pytest.approx(0.3 * min(step.before.lr, healthy_lr))
    assert step.after.loss == LossStatistics()
    assert step.after.snapshot.loss == LossStatistics()
    assert step.after.losses_since == 0
    later = drive(settings, step.after, [healthy(step.after.t + 1 + more, 5.0) for more in range(100)])
    assert not any(each.decision.situation is Situation.DIVERGED for each in later)


def nan(t: int) -> Reading:
    return Reading(t=t, loss=math.nan, grad_norm=math.nan)


def test_one_non_finite_reading_restores_at_the_same_lr(drive: Callable[..., Any]) -> None:
    settings = settings_of()
    state = run_in(drive, settings)
    step, *_ = drive(settings, state, [nan(61)])
    assert step.decision.action is Action.RESTORE
    assert step.decision.lr == state.lr
    assert step.after.recovery.last_non_finite == 61
    assert step.after.losses_since == state.losses_since


def test_a_second_one_within_twenty_readings_probes(drive: Callable[..., Any]) -> None:
    settings = settings_of()
    state = run_in(drive, settings)
    soon = drive(settings, state, [nan(61), *(healthy(t) for t in range(62, 80)), nan(80)])[-1]
    assert soon.decision.action == Action.RESTORE | Action.PROBE
    assert "the second fault within 19 readings" in soon.decision.sentence
    late = drive(settings, state, [nan(61), *(healthy(t) for t in range(62, 81)), nan(81)])[-1]
    assert late.decision.action is Action.RESTORE
    verdict = drive(settings, soon.after, [healthy(1), healthy(2)])[-1]
    assert verdict.decision.lr == pytest.approx(0.3 * min(soon.before.lr, soon.before.snapshot.lr))


def test_steps_that_were_left_out_are_nothing_to_answer_until_the_fifth_in_a_row(drive: Callable[..., Any]) -> None:
    settings = settings_of()
    state = run_in(drive, settings)
    steps = drive(settings, state, [replace(nan(t), withheld=True) for t in range(61, 67)])
    assert [step.decision.action for step in steps[:4]] == 4 * [Action.WITHHOLD]
    for step in steps[:4]:
        assert step.decision.lr == state.lr
        assert step.after.recovery == replace(state.recovery, withheld=step.decision.t - 60)
        assert (step.after.loss, step.after.path, step.after.losses_since) == (
            state.loss,
            state.path,
            state.losses_since,
        )
    assert [step.decision.action for step in steps[4:]] == [Action.RESTORE, Action.RESTORE | Action.PROBE]
    good = drive(settings, steps[3].after, [healthy(65)])[-1]
    assert good.after.recovery.withheld == 0


def test_bad_batches_at_healthy_weights_are_waited_for_and_cost_no_lr(drive: Callable[..., Any]) -> None:
    """Guards a burst of bad batches that was taken for our damage and cut the LR for good."""
    settings = settings_of()
    state = run_in(drive, settings)
    burst = drive(settings, state, [nan(t) for t in range(61, 73)])
    assert burst[-1].decision.situation is Situation.PROBING
    assert "the data are waited for" in burst[-1].decision.sentence
    assert {step.decision.lr for step in burst} == {state.lr}
    after = drive(settings, burst[-1].after, [healthy(t) for t in range(73, 77)])
    (verdict,) = [step for step in after if step.decision.action is Action.REBASE_ALL]
    assert "the batches were bad, the learning rate stays" in verdict.decision.sentence
    assert verdict.decision.lr == state.lr
    assert verdict.after.recovery.strikes == 0


def test_faults_that_no_cut_ends_are_the_datas(drive: Callable[..., Any]) -> None:
    """Guards one NaN sample in a data set, met again and again, that drove the LR to nothing."""
    settings = settings_of()
    state = run_in(drive, settings)
    steps = drive(settings, state, [nan(t) if t % 10 == 0 else healthy(t) for t in range(61, 400)])
    blamed = next(step for step in steps if step.after.recovery.data_blamed)
    assert "the data are to blame" in blamed.decision.sentence
    assert blamed.decision.lr == pytest.approx(max(step.before.lr for step in steps[:30]), rel=0.5)
    faults = [step for step in steps if step.decision.t > blamed.decision.t and not step.reading.loss >= 0]
    assert {step.decision.action for step in faults} == {Action.RESTORE}
    assert min(step.decision.lr for step in steps if step.decision.t > blamed.decision.t) > 0.1 * blamed.decision.lr


def test_without_rollback_a_second_one_lowers_the_lr(drive: Callable[..., Any]) -> None:
    settings = settings_of(rollback=False)
    state = run_in(drive, settings)
    first, second = drive(settings, state, [nan(61), nan(62)])
    assert (first.decision.action, first.decision.lr) == (Action.NONE, state.lr)
    assert second.decision.action is Action.REBASE_ALL
    recently = math.exp(state.loss.lr_recent.mean)
    assert second.decision.lr == pytest.approx(0.3 * min(state.lr, max(state.snapshot.lr, recently)))


def test_restores_without_a_healthy_snapshot_between_are_bounded(drive: Callable[..., Any]) -> None:
    settings = settings_of()
    state = run_in(drive, settings)
    state = replace(state, recovery=replace(state.recovery, data_blamed=True))
    steps = drive(settings, state, [nan(t) for t in range(61, 1000)])
    restores = [step.decision.t for step in steps if Action.RESTORE in step.decision.action]
    assert len(restores) == 50
    assert steps[-1].decision.situation is Situation.NON_FINITE
    assert steps[-1].decision.action is Action.NONE
    assert steps[-1].decision.lr == steps[-2].decision.lr


def test_a_healthy_snapshot_ends_the_count_of_restores(drive: Callable[..., Any]) -> None:
    settings = settings_of()
    state = drive(settings, run_in(drive, settings), [nan(61), healthy(62)])[-1].after
    assert state.recovery.restores == 1
    steps = drive(settings, state, [healthy(t) for t in range(63, 76)])
    assert Action.KEEP_SNAPSHOT in steps[-1].decision.action
    assert steps[-1].after.recovery.restores == 0


@pytest.mark.parametrize("name", ["full_batch", "far_too_high", "synthetic_a"])
def test_within_a_probe_only_its_own_readings_count(
    name: str, recorded: Callable[[str], Any], drive: Callable[..., Any]
) -> None:
    run = recorded(name)
    before = next(
        step.after for step in drive(run.settings, run.lr, run.readings, follow=False) if step.after.probe is not None
    )
    step, *_ = drive(run.settings, before, [healthy(before.t + 1)], follow=False)
    assert step.after == replace(before, t=before.t + 1)


def striding(t: int, displacement: float, **more: Any) -> Reading:
    """Return a reading of a run whose weights had the norm 10 and are now at a distance from where they began."""
    return replace(healthy(t, **more), displacement=displacement, size=10.0)


def test_first_steps_that_led_too_far_are_undone_and_made_shorter(drive: Callable[..., Any]) -> None:
    """Guards a transformer from 3,000 times its LR: one step moved 73 % of its weights, and no later LR mended them."""
    settings = settings_of()
    readings = [striding(1, 0.0), striding(2, 0.6), striding(3, 1.3), striding(4, 2.0)]
    steps = drive(settings, 0.1, readings)
    assert [step.decision.situation for step in steps[:3]] == [Situation.WARMING_UP] * 3
    last = steps[-1]
    assert last.decision.situation is Situation.OVERSTEPPED
    assert last.decision.action == Action.RESTORE | Action.REBASE_ALL
    # Three steps moved 0.2 of the norm; three long ones would move 0.03.
    assert last.decision.lr == pytest.approx(last.before.lr * 0.03 / 0.2)
    assert last.after.clock == 0
    assert last.after.loss == last.after.snapshot.loss.interrupted()
    assert last.after.path == PathEvidence()
    assert last.after.stride == last.after.snapshot.stride
    again = drive(settings, last.after, [striding(5, 0.0), striding(6, 0.1), striding(7, 0.2)])
    assert Situation.OVERSTEPPED not in {step.decision.situation for step in again}
    assert [step.after.clock for step in again] == [1, 2, 3]


def test_the_second_attempt_may_be_too_long_as_well(drive: Callable[..., Any]) -> None:
    settings = settings_of()
    first = drive(settings, 0.1, [striding(1, 0.0), striding(2, 3e9)])[-1]
    second = drive(settings, first.after, [striding(3, 0.0), striding(4, 5.0)])[-1]
    assert second.decision.situation is Situation.OVERSTEPPED
    assert second.decision.lr == pytest.approx(first.decision.lr * 0.01 / 0.5)
    assert second.decision.evidence["moved_steps"] == 1
    assert second.after.attempt == Attempt(lr=first.decision.lr, pace=0.5)


def test_steps_as_long_at_a_far_lower_lr_are_not_its_doing(drive: Callable[..., Any]) -> None:
    """Guards clamped weights and line searches, whose steps do not follow the LR: it fell to 1e-15 and stayed there."""
    settings = settings_of()
    first = drive(settings, 0.1, [striding(1, 0.0), striding(2, 5.0)])[-1]
    second = drive(settings, first.after, [striding(3, 0.0), striding(4, 4.0)])[-1]
    assert second.decision.situation is Situation.OVERSTEPPED
    assert second.decision.sentence.endswith("but at a learning rate of 0.01 they were hardly longer: it is put back")
    assert second.decision.action is Action.REBASE_ALL
    assert second.decision.lr == first.before.lr
    later = drive(settings, second.after, [striding(t, 9.0) for t in range(5, 12)])
    assert Situation.OVERSTEPPED not in {step.decision.situation for step in later}


def test_somebody_elses_lr_is_not_undone(drive: Callable[..., Any]) -> None:
    """Guards a callback that writes its own LR at each step: the weights were put back to the start for ever."""
    readings = [striding(1, 0.0)] + [replace(striding(t, 3.0), lr_found=0.5) for t in range(2, 9)]
    steps = drive(settings_of(), 0.1, readings)
    assert Situation.OVERSTEPPED not in {step.decision.situation for step in steps}
    assert not any(Action.RESTORE in step.decision.action for step in steps)
    once = [striding(1, 0.0), replace(striding(2, 3.0), lr_found=1e-3), striding(3, 3.0)]
    assert Situation.OVERSTEPPED not in {step.decision.situation for step in drive(settings_of(), 0.1, once)}


@pytest.mark.parametrize(
    ("settings", "far"),
    [({}, 0.18), ({"warmup_factor": 1.0}, 1.8), ({"total_steps": 40}, 1.8), ({"warmup_factor": 0.01}, 0.18)],
)
def test_who_begins_at_the_lr_given_may_begin_with_longer_steps(
    drive: Callable[..., Any], settings: dict[str, Any], far: float
) -> None:
    """Guards runs of twenty steps from a good LR, of which a tenth went into steps that were undone."""
    for moved, named in ((0.99 * far, False), (1.01 * far, True)):
        steps = drive(settings_of(**settings), 0.1, [striding(1, 0.0), striding(2, 10.0 * moved)])
        assert (steps[-1].decision.situation is Situation.OVERSTEPPED) is named


def test_a_snapshot_of_others_is_no_start(drive: Callable[..., Any]) -> None:
    """Guards a chain's second stage, which finds the first one's snapshot, many steps away."""
    broken = replace(striding(1, 4.0), loss=math.nan)
    steps = drive(settings_of(), 0.1, [broken, striding(2, 4.1)])
    assert Situation.OVERSTEPPED not in {step.decision.situation for step in steps}


def test_a_validation_at_steps_that_are_undone_is_not_lost(drive: Callable[..., Any]) -> None:
    step = drive(settings_of(), 0.1, [striding(1, 0.0), striding(2, 5.0, validation=2.0)])[-1]
    assert step.decision.situation is Situation.OVERSTEPPED
    assert step.after.validation.first == 2.0


def test_an_lr_at_its_floor_is_not_undone_for_ever(drive: Callable[..., Any]) -> None:
    settings = settings_of(min_lr=0.01, warmup_factor=0.1)
    steps = drive(settings, 0.1, [striding(1, 0.0), striding(2, 5.0)])
    assert steps[-1].before.lr == pytest.approx(0.01)
    assert steps[-1].decision.situation is Situation.OVERSTEPPED
    assert steps[-1].decision.action is Action.REBASE_ALL
    assert steps[-1].decision.lr == pytest.approx(0.01)
    later = drive(settings, steps[-1].after, [striding(t, 9.0) for t in range(3, 12)])
    assert Situation.OVERSTEPPED not in {step.decision.situation for step in later}


@pytest.mark.parametrize("setting", ["rollback", "observe_only"])
def test_weights_that_must_be_left_alone_go_on_with_shorter_steps(drive: Callable[..., Any], setting: str) -> None:
    settings = settings_of(**{setting: setting == "observe_only"})
    step = drive(settings, 0.1, [striding(1, 0.0), striding(2, 5.0)])[-1]
    assert step.decision.situation is Situation.OVERSTEPPED
    assert step.decision.action is Action.REBASE_ALL
    assert step.decision.lr == pytest.approx(step.before.lr * 0.01 / 0.5)
    assert step.after.loss == step.after.snapshot.loss == LossStatistics()
    later = drive(settings, step.after, [striding(t, 9.0) for t in range(3, 12)])
    assert Situation.OVERSTEPPED not in {step.decision.situation for step in later}


@pytest.mark.parametrize(
    "reading",
    [
        {"size": 0.0},
        {"size": None},
        {"displacement": None},
        {"displacement": math.nan},
        {"displacement": math.inf},
    ],
    ids=str,
)
def test_no_first_step_is_too_long_where_nobody_knows_how_long_it_is(
    drive: Callable[..., Any], reading: dict[str, Any]
) -> None:
    readings = [replace(striding(t, 50.0 * (t > 1)), **reading) for t in range(1, 5)]
    steps = drive(settings_of(), 0.1, readings)
    assert Situation.OVERSTEPPED not in {step.decision.situation for step in steps}


def test_a_loss_of_nan_after_a_first_step_too_long_is_its_doing(drive: Callable[..., Any]) -> None:
    readings = [striding(1, 0.0), replace(striding(2, 80.0), loss=math.nan)]
    step = drive(settings_of(), 0.1, readings)[-1]
    assert step.decision.situation is Situation.OVERSTEPPED
    assert step.after.losses == 1
    assert step.after.recovery.last_non_finite is None


def test_without_any_loss_first_steps_are_judged_one_by_one(drive: Callable[..., Any]) -> None:
    """A run without losses keeps a snapshot at each of its first readings."""
    readings = [replace(striding(1, 0.0), loss=None), *(replace(striding(t, 2.0), loss=None) for t in (2, 3, 4))]
    readings[1:3] = [replace(each, displacement=0.5) for each in readings[1:3]]
    step = drive(settings_of(), 0.1, readings)[-1]
    assert step.decision.situation is Situation.OVERSTEPPED
    assert step.decision.evidence["moved_steps"] == 1
