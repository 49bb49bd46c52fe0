"""What follows a fault, damage and its verdict: restore, cut or release."""

import math
from dataclasses import replace

from awarelr.core.conclusion import decided
from awarelr.core.decision import Action, Decision
from awarelr.core.diagnosis import Diagnosis
from awarelr.core.foreign import ROUNDING
from awarelr.core.limits import bounded
from awarelr.core.observation import Observation
from awarelr.core.observer import Observed, recent_strikes
from awarelr.core.responses import CUT, cut, release, shorten, undo
from awarelr.core.settings import AwareSettings
from awarelr.core.situations.leapt import DOUBT
from awarelr.core.situations.non_finite import MOST_CUTS
from awarelr.core.state import Attempt, Ceiling, LossStatistics, PathEvidence, Probe, Stall, State

__all__ = [
    "CLOCK_AFTER_RESTART",
    "PROBE_READINGS",
    "after_acquittal",
    "after_damage",
    "after_drift",
    "after_excuse",
    "after_fault",
    "after_guilt",
    "after_overstep",
    "after_rise",
]

PROBE_READINGS = 2
_HOLD_READINGS = 10
CLOCK_AFTER_RESTART = 10
_MAX_RESTORES = 50
"""Restores without a healthy snapshot in between; more would be a loop without progress (*ours*)."""


def after_overstep(
    settings: AwareSettings, state: State, observed: Observed, diagnosis: Diagnosis
) -> tuple[State, Decision]:
    """The first steps were long: begin again with shorter ones; where weights must be left alone, go on with such."""
    observation = observed.observation
    moved, steps = observation.moved_share, observation.moved_steps
    proposal = shorten(state.lr, moved=moved, steps=steps, long_stride=observation.long_stride)
    lr = bounded(settings, state.first_lr, observation.attempt_lr if observation.steadfast else proposal.lr)
    losses = state.losses + (observation.finite and observation.loss is not None)
    state = replace(state, losses=losses, losses_since=0, validation=observed.validation)
    shorter = lr < state.lr * (1.0 - ROUNDING)  # at a floor the same steps would be made and undone for ever
    if not (settings.restores and shorter):
        after = replace(_begun_anew(state), clock=CLOCK_AFTER_RESTART, lr=lr)
        return decided(settings, after, diagnosis, Action.REBASE_ALL)
    after = replace(
        state,
        clock=0,
        lr=lr,
        attempt=Attempt(lr=state.lr, pace=moved / steps),
        stride=state.snapshot.stride,
        loss=state.snapshot.loss.interrupted(),
        path=PathEvidence(),
    )
    return decided(settings, after, diagnosis, proposal.action)


def after_fault(
    settings: AwareSettings, state: State, observed: Observed, diagnosis: Diagnosis
) -> tuple[State, Decision]:
    """Answer a non-finite reading: restore; a repetition asks who is to blame. Nothing, if its step was withheld."""
    observation = observed.observation
    recovery = replace(state.recovery, withheld=observation.withheld)
    if observation.harmless:
        return decided(settings, replace(state, recovery=recovery), diagnosis, Action.WITHHOLD)
    since, blamed = observation.since_non_finite, observation.data_blamed
    repeated = since is not None and since < observation.repeat_window
    recovery = replace(recovery, last_non_finite=state.t)
    state = replace(state, recovery=recovery, habit=state.habit.ended(harmless=False))
    if settings.restores:
        if observation.cuts_in_vain >= MOST_CUTS and not blamed:
            return _after_blame(settings, state, diagnosis)
        asked = _asked(observation) if repeated and not blamed else None
        return _after_undo(settings, state, diagnosis, asked, retraced=not repeated)
    if repeated and not blamed:
        return after_guilt(settings, state, diagnosis)
    return decided(settings, state, diagnosis, Action.NONE)


def after_damage(
    settings: AwareSettings, state: State, observed: Observed, diagnosis: Diagnosis
) -> tuple[State, Decision]:
    """Answer damage: restore and probe; where parameters must be left alone, cut at once."""
    recovery = replace(state.recovery, data_blamed=False)
    loss = observed.loss.interrupted()
    state = replace(
        state,
        losses=state.losses + 1,
        loss=loss,
        path=observed.path,
        recovery=recovery,
        habit=observed.habit.ended(harmless=False),
    )
    if settings.restores:
        return _after_undo(settings, state, diagnosis, _asked(observed.observation))
    if observed.observation.since_leap is not None:
        return _after_bad_batch(settings, state, diagnosis)
    return after_guilt(settings, state, diagnosis)


def after_guilt(settings: AwareSettings, state: State, diagnosis: Diagnosis) -> tuple[State, Decision]:
    """The damage was ours: cut, put a ceiling on the LR and let it rest."""
    recovery, snapshot = state.recovery, state.snapshot
    strikes = recent_strikes(recovery, state.t, state.clock) + 1
    proposal = cut(state.lr, max(snapshot.lr, _recent_lr(state)), strikes)
    lr = bounded(settings, state.first_lr, proposal.lr)
    if settings.restores:
        # What was undone never happened: its losses would pass for noise and hide the next descent.
        after = replace(state, loss=snapshot.loss.interrupted(), path=PathEvidence())
    else:
        # The damaged weights stay, so the old level is no measure any more.
        after = replace(_begun_anew(state), losses_since=0)
    after = replace(
        after,
        lr=lr,
        peak=min(state.peak, lr),
        recovery=replace(
            recovery,
            # Not below the LR: where bounds kept that up, the ceiling would take for ever to come back into sight.
            ceiling=Ceiling(lr=max(state.lr * min(0.6, 2.0 * CUT**strikes), lr), window=max(20.0, state.clock)),
            hold=_HOLD_READINGS,
            strikes=strikes,
            last_ours=state.t,
            struck_from=state.lr if strikes == 1 else recovery.struck_from,
        ),
    )
    return decided(settings, after, diagnosis, proposal.action)


def _recent_lr(state: State) -> float:
    """Return the LR of the last few readings: where it climbs fast, a snapshot's is far too old to go back to."""
    recent = state.loss.lr_recent
    return math.exp(recent.mean) if recent.count else 0.0


def after_acquittal(settings: AwareSettings, state: State, diagnosis: Diagnosis) -> tuple[State, Decision]:
    """The snapshot's own weights gave losses that were not finite: bad batches, not our steps; go on as before."""
    return decided(settings, replace(state, path=PathEvidence()), diagnosis, Action.REBASE_ALL)


def after_excuse(settings: AwareSettings, state: State, probe: Probe, diagnosis: Diagnosis) -> tuple[State, Decision]:
    """A bad batch broke the weights, which are put back, and the LR stays.

    Where it leapt just before, the averages were spared: they wait until the training is as far as they are.
    """
    recovery = replace(state.recovery, last_excused=state.t)
    state = replace(
        state, loss=state.snapshot.loss.interrupted(), recovery=recovery, habit=state.habit.ended(harmless=True)
    )
    if probe.leapt is None or probe.leapt > DOUBT:
        return after_acquittal(settings, state, diagnosis)
    recovery = replace(recovery, retrace=recovery.retrace + probe.undone)
    return decided(settings, replace(state, recovery=recovery), diagnosis, Action.RESUME)


def _after_bad_batch(settings: AwareSettings, state: State, diagnosis: Diagnosis) -> tuple[State, Decision]:
    """A bad batch broke the weights, which must be left alone: the LR stays, and a new level forms."""
    after = replace(
        _begun_anew(state),
        losses_since=0,
        recovery=replace(state.recovery, hold=_HOLD_READINGS, last_excused=state.t),
        habit=state.habit.ended(harmless=True),
    )
    return decided(settings, after, diagnosis, Action.REBASE_ALL)


def _after_blame(settings: AwareSettings, state: State, diagnosis: Diagnosis) -> tuple[State, Decision]:
    """Cuts did not end the faults: take them back, restore, and leave the LR alone at further ones."""
    recovery = state.recovery
    lr = state.lr if recovery.struck_from is None else max(state.lr, recovery.struck_from)
    recovery = replace(recovery, ceiling=Ceiling(), hold=0, strikes=0, last_ours=None, data_blamed=True)
    state = replace(state, lr=bounded(settings, state.first_lr, lr), recovery=recovery)
    return _after_undo(settings, state, diagnosis, None)


def after_drift(
    settings: AwareSettings, state: State, stride: float | None, diagnosis: Diagnosis
) -> tuple[State, Decision]:
    """The data changed: forget the old levels, restart the clock, free the LR; ``stride`` met the new data."""
    survived = state.snapshot.stride
    proposal = release(state.lr, state.peak, max(stride / survived, 1.0) if stride and survived else 1.0)
    after = replace(
        _begun_anew(state),
        clock=CLOCK_AFTER_RESTART,
        lr=bounded(settings, state.first_lr, proposal.lr),
        peak=0.0,
        drifts=state.drifts + 1,
        habit=state.habit.ended(harmless=True),
        recovery=replace(state.recovery, ceiling=Ceiling(), hold=0),
    )
    return decided(settings, after, diagnosis, proposal.action)


def after_rise(
    settings: AwareSettings, state: State, observed: Observed, diagnosis: Diagnosis
) -> tuple[State, Decision]:
    """The loss rose and we are not to blame; where the path leads downhill all the same only the level is forgotten."""
    if observed.observation.unexplained:
        return after_drift(settings, state, observed.observation.stride, diagnosis)
    after = replace(_begun_anew(state), path=observed.path, losses_since=0)
    return decided(settings, after, diagnosis, Action.NONE)


def _begun_anew(state: State) -> State:
    """Return the state without level and path: what was usual holds no more, and forms from the next readings."""
    snapshot = replace(state.snapshot, loss=LossStatistics())
    return replace(state, loss=LossStatistics(), path=PathEvidence(), snapshot=snapshot, stall=Stall())


def _asked(observation: Observation) -> Probe:
    return Probe(
        left=PROBE_READINGS,
        stride=observation.stride,
        undone=observation.losses_since,
        leapt=observation.since_leap,
    )


def _after_undo(
    settings: AwareSettings, state: State, diagnosis: Diagnosis, probe: Probe | None, *, retraced: bool = False
) -> tuple[State, Decision]:
    if state.recovery.restores >= _MAX_RESTORES:
        return decided(settings, state, diagnosis, Action.NONE)
    proposal = undo(state.lr, probe=probe is not None)
    recovery = replace(state.recovery, restores=state.recovery.restores + 1)
    if retraced:
        recovery = replace(recovery, retrace=recovery.retrace + state.losses_since)
    after = replace(
        state,
        stride=state.snapshot.stride,
        losses_since=0 if probe else state.losses_since,
        recovery=recovery,
        probe=probe,
    )
    return decided(settings, after, diagnosis, proposal.action)
