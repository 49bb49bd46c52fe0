"""The control law: state and reading in, state and decision out; no clock, no randomness, no I/O.

One reading outside a probe goes through, in this order: count, ceiling's growth, statistics, situations, response, LR,
ceiling and bounds, snapshot. A probe's readings only count.
"""

import math
from dataclasses import replace

from awarelr.core.decision import Action, Decision
from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import Observation
from awarelr.core.observer import Observed, margin_above, observe, repeat_window, usable
from awarelr.core.reading import Reading
from awarelr.core.responses import CUT, cut, release, steer, undo
from awarelr.core.settings import AwareSettings
from awarelr.core.signals import EMPTY_MEAN, NO_EVIDENCE
from awarelr.core.situations import diagnose
from awarelr.core.situations.overridden import YIELD_AFTER
from awarelr.core.state import Ceiling, LossStatistics, PathEvidence, Probe, Recovery, SnapshotFacts, State

__all__ = ["init", "snapshot_due", "step"]

_PROBE_READINGS = 2
_HOLD_READINGS = 10
_CLOCK_AFTER_DRIFT = 10
_MAX_RESTORES = 50
"""Restores without a healthy snapshot in between; more would be a loop without progress (*ours*)."""
_FIRST_CHANGE = 7
"""Reading at which the LR may first change (*ours*)."""
_FARTHEST = 1e12
"""The LR stays within this factor of its starting point, so that it is a number whatever arrives (*ours*)."""


def init(settings: AwareSettings, lr: float) -> State:
    """Return the state before the first reading.

    Args:
        settings: the settings.
        lr: the LR given, above 0.

    Raises:
        SettingError: ``lr`` is not a positive finite number within ``min_lr`` and ``max_lr``.
    """
    settings.check_lr(lr)
    first = min(max(settings.warmup_factor * lr, settings.min_lr), settings.max_lr)
    return State(lr=first, written_lr=first, first_lr=lr, snapshot=SnapshotFacts(lr=first))


def snapshot_due(settings: AwareSettings, state: State, ahead: int = 0) -> bool:
    """True if the reading ``ahead`` after the next may keep a snapshot, so that its parameters must be set aside."""
    return state.probe is None and _snapshot_due(settings, state, state.t + 1 + ahead)


def _snapshot_due(settings: AwareSettings, state: State, t: int) -> bool:
    if t == 1 or t % settings.snapshot_every == 0 or state.snapshot.overdue:
        return True
    return state.snapshot.slow.count == 0 and (state.losses > 0 or t < settings.snapshot_every)


def step(settings: AwareSettings, state: State, reading: Reading) -> tuple[State, Decision]:
    """Decide on one reading.

    Args:
        settings: the settings that ``state`` was made with.
        state: state after the reading before.
        reading: the reading; whatever it holds is a fact, never an error.
    """
    if reading.undone or (reading.probe and state.probe is None) or (state.probe is not None and not reading.probe):
        return _count_only(settings, state)
    if state.probe is not None:
        return _step_of_probe(settings, state, state.probe, reading)
    state = _taken_over(settings, state, reading)
    observed = observe(settings, state, reading)
    diagnosis = diagnose(observed.observation)
    match diagnosis.situation:
        case Situation.NON_FINITE:
            return _after_fault(settings, _grown(state), observed.observation, diagnosis)
        case Situation.DIVERGED:
            return _after_damage(settings, _grown(state), observed, diagnosis)
        case Situation.DRIFTED:
            return _after_drift(settings, _grown(state), diagnosis)
        case _:
            return _after_steering(settings, state, reading, observed, diagnosis)


def _count_only(settings: AwareSettings, state: State) -> tuple[State, Decision]:
    after = replace(state, t=state.t + 1)
    diagnosis = Diagnosis(
        situation=Situation.PROBING,
        evidence={},
        sentence="taken at weights that a rollback has since undone: counted, not read",
    )
    return _decided(settings, after, diagnosis, Action.NONE)


def _step_of_probe(settings: AwareSettings, state: State, probe: Probe, reading: Reading) -> tuple[State, Decision]:
    loss = reading.loss
    finite = loss is not None and usable(loss)
    probe = Probe(
        left=probe.left - 1,
        total=probe.total + (loss if loss is not None and finite else 0.0),
        count=probe.count + finite,
    )
    level = state.snapshot.slow
    diagnosis = diagnose(
        Observation(
            t=state.t + 1,
            clock=state.clock,
            lr=state.lr,
            repeat_window=repeat_window(state.clock),
            loss=loss,
            level=level.mean,
            level_count=level.count,
            margin=margin_above(level),
            probe_left=probe.left,
            probe_mean=probe.total / probe.count if probe.left == 0 and probe.count else None,
        )
    )
    after = replace(state, t=state.t + 1, probe=probe)
    if probe.left > 0:
        return _decided(settings, after, diagnosis, Action.NONE)
    after = replace(after, probe=None)
    if diagnosis.situation is Situation.DRIFTED:
        return _after_drift(settings, after, diagnosis)
    return _after_guilt(settings, after, diagnosis)


def _taken_over(settings: AwareSettings, state: State, reading: Reading) -> State:
    """Make an LR that somebody else wrote the new starting point; the third in a row is the last that we answer."""
    found = reading.lr_found
    if found is None:
        return replace(state, overrides=0) if 0 < state.overrides < YIELD_AFTER else state
    if not settings.observe_only:
        state = replace(state, overrides=min(state.overrides + 1, YIELD_AFTER))
    if not usable(found) or found <= 0.0:
        return state
    lr = found / _decay(settings, state.t)
    return replace(state, lr=lr, written_lr=found, first_lr=lr, recovery=replace(state.recovery, ceiling=Ceiling()))


def _grown(state: State) -> State:
    """Count the reading and let the ceiling grow."""
    recovery = replace(state.recovery, ceiling=_ceiling_grown(state.recovery.ceiling))
    return replace(state, t=state.t + 1, clock=state.clock + 1, recovery=recovery)


def _ceiling_grown(ceiling: Ceiling) -> Ceiling:
    if ceiling.lr == math.inf:
        return ceiling
    return Ceiling(lr=ceiling.lr * math.exp(1.0 / ceiling.window), window=ceiling.window)


def _after_fault(
    settings: AwareSettings, state: State, observation: Observation, diagnosis: Diagnosis
) -> tuple[State, Decision]:
    """Answer a non-finite reading: restore; a repetition asks who is to blame."""
    since = observation.since_non_finite
    repeated = since is not None and since < observation.repeat_window
    state = replace(state, recovery=replace(state.recovery, last_non_finite=state.t))
    if settings.restores:
        return _after_undo(settings, state, diagnosis, probe=repeated)
    if repeated:
        return _after_guilt(settings, state, diagnosis)
    return _decided(settings, state, diagnosis, Action.NONE)


def _after_damage(
    settings: AwareSettings, state: State, observed: Observed, diagnosis: Diagnosis
) -> tuple[State, Decision]:
    """Answer damage: restore and probe; where parameters must be left alone, cut at once."""
    state = replace(state, losses=state.losses + 1, loss=observed.loss, path=observed.path)
    if settings.restores:
        return _after_undo(settings, state, diagnosis, probe=True)
    return _after_guilt(settings, state, diagnosis)


def _after_undo(settings: AwareSettings, state: State, diagnosis: Diagnosis, *, probe: bool) -> tuple[State, Decision]:
    if state.recovery.restores >= _MAX_RESTORES:
        return _decided(settings, state, diagnosis, Action.NONE)
    proposal = undo(state.lr, probe=probe)
    after = replace(
        state,
        losses_since=0 if probe else state.losses_since,
        recovery=replace(state.recovery, restores=state.recovery.restores + 1),
        probe=Probe(left=_PROBE_READINGS) if probe else None,
    )
    return _decided(settings, after, diagnosis, proposal.action)


def _after_guilt(settings: AwareSettings, state: State, diagnosis: Diagnosis) -> tuple[State, Decision]:
    """The damage was ours: cut, put a ceiling on the LR and let it rest."""
    recovery, snapshot = state.recovery, state.snapshot
    again = recovery.last_ours is not None and state.t - recovery.last_ours < repeat_window(state.clock)
    strikes = recovery.strikes + 1 if again else 1
    proposal = cut(state.lr, snapshot.lr, strikes)
    lr = _bounded(settings, state, proposal.lr)
    loss, losses_since = replace(state.loss, fast=snapshot.fast, slow=snapshot.slow), state.losses_since
    if not settings.restores:
        # The damaged weights stay, so the old level is no measure any more: a new one forms from the next losses.
        loss, losses_since = LossStatistics(), 0
        snapshot = replace(snapshot, fast=EMPTY_MEAN, slow=EMPTY_MEAN)
    after = replace(
        state,
        lr=lr,
        peak=min(state.peak, lr),
        losses_since=losses_since,
        loss=loss,
        path=PathEvidence(),
        snapshot=snapshot,
        recovery=replace(
            recovery,
            ceiling=Ceiling(lr=state.lr * min(0.6, 2.0 * CUT**strikes), window=max(20.0, state.clock)),
            hold=_HOLD_READINGS,
            strikes=strikes,
            last_ours=state.t,
        ),
    )
    return _decided(settings, after, diagnosis, proposal.action)


def _after_drift(settings: AwareSettings, state: State, diagnosis: Diagnosis) -> tuple[State, Decision]:
    """The data changed: forget the old levels, restart the clock, free the LR."""
    proposal = release(state.lr, state.peak)
    after = replace(
        state,
        clock=_CLOCK_AFTER_DRIFT,
        lr=_bounded(settings, state, proposal.lr),
        loss=LossStatistics(),
        path=PathEvidence(),
        snapshot=replace(state.snapshot, fast=EMPTY_MEAN, slow=EMPTY_MEAN),
        recovery=replace(state.recovery, ceiling=Ceiling(), hold=0),
    )
    return _decided(settings, after, diagnosis, proposal.action)


def _after_steering(
    settings: AwareSettings, state: State, reading: Reading, observed: Observed, diagnosis: Diagnosis
) -> tuple[State, Decision]:
    """Move the LR by the pressure of the evidence, unless it rests, then keep a snapshot if one is due and healthy.

    ``state`` is the one before the reading: this is the way of nearly every reading, so that each record is built once.
    """
    observation, path = observed.observation, observed.path
    t, clock = observation.t, observation.clock
    peak, lr = state.peak, state.lr
    ceiling = _ceiling_grown(state.recovery.ceiling)
    if diagnosis.pressure != 0.0 and t >= _FIRST_CHANGE and not _decaying(settings, t):
        lr = steer(settings, lr, clock, diagnosis).lr
        if diagnosis.pressure > 0.0:
            peak = max(peak, lr)
    lr = _bounded(settings, state, min(lr, ceiling.lr))
    action = Action.NONE
    if path.stale > max(10.0, 0.1 * clock):
        path = replace(path, long=NO_EVIDENCE, stale=0)
        action = Action.REBASE_LONG
    has_loss = observation.loss is not None
    snapshot, losses_since, kept = state.snapshot, observation.losses_since, False
    if _snapshot_due(settings, state, t):
        kept = reading.set_aside and _healthy(observed, state)
        if kept:
            snapshot = SnapshotFacts(t=t, lr=lr, fast=observed.loss.fast, slow=observed.loss.slow)
            action |= Action.KEEP_SNAPSHOT
            losses_since = 0
        elif not (has_loss and reading.set_aside) and not snapshot.overdue:
            snapshot = replace(snapshot, overdue=True)
    after = State(
        t=t,
        clock=clock,
        lr=lr,
        written_lr=_written(settings, lr, t),
        first_lr=state.first_lr,
        peak=peak,
        losses=state.losses + has_loss,
        losses_since=losses_since,
        overrides=state.overrides,
        loss=observed.loss,
        path=path,
        snapshot=snapshot,
        recovery=_recovering(state.recovery, ceiling, kept=kept),
    )
    return after, _decision(after, state.written_lr, diagnosis, action)


def _recovering(recovery: Recovery, ceiling: Ceiling, *, kept: bool) -> Recovery:
    """Count down the rest; a snapshot kept ends the count of restores."""
    if recovery.hold == 0 and ceiling is recovery.ceiling and not (kept and recovery.restores):
        return recovery
    return Recovery(
        ceiling=ceiling,
        hold=max(recovery.hold - 1, 0),
        strikes=recovery.strikes,
        last_ours=recovery.last_ours,
        last_non_finite=recovery.last_non_finite,
        restores=0 if kept else recovery.restores,
    )


def _healthy(observed: Observed, state: State) -> bool:
    """True if the reading's weights are worth going back to; without any loss ever, finite gradients are enough.

    ``state`` is the one before the reading.
    """
    observation = observed.observation
    if observation.loss is None:
        return state.losses == 0 and observation.grad_norm is not None and observation.t > 1
    if state.snapshot.slow.count == 0:
        return True
    slow = observed.loss.slow
    return observed.loss.fast.mean <= slow.mean + slow.sd


def _bounded(settings: AwareSettings, state: State, lr: float) -> float:
    low = max(settings.min_lr, state.first_lr / _FARTHEST)
    high = min(settings.max_lr, state.first_lr * _FARTHEST)
    return min(max(lr, low), high)


def _decaying(settings: AwareSettings, t: int) -> bool:
    """True if the final decay of a known budget has begun at reading ``t``, so that evidence moves the LR no more."""
    return settings.total_steps is not None and t > (1.0 - settings.decay_share) * settings.total_steps


def _decay(settings: AwareSettings, t: int) -> float:
    """Return the factor of the final decay after ``t`` readings; 1 without a budget."""
    if settings.total_steps is None:
        return 1.0
    span = settings.decay_share * settings.total_steps
    return min(1.0, max(settings.total_steps - t, 1) / span)


def _written(settings: AwareSettings, lr: float, t: int) -> float:
    """Return the LR to write after ``t`` readings."""
    return max(lr * _decay(settings, t), settings.min_lr)


def _decided(settings: AwareSettings, state: State, diagnosis: Diagnosis, action: Action) -> tuple[State, Decision]:
    after = replace(state, written_lr=_written(settings, state.lr, state.t))
    return after, _decision(after, state.written_lr, diagnosis, action)


def _decision(state: State, lr_before: float, diagnosis: Diagnosis, action: Action) -> Decision:
    return Decision(
        t=state.t,
        clock=state.clock,
        lr_before=lr_before,
        lr=state.lr,
        written_lr=state.written_lr,
        situation=diagnosis.situation,
        evidence=diagnosis.evidence,
        sentence=diagnosis.sentence,
        action=action,
    )
