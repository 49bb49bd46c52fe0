"""What follows a fault, damage and its verdict: restore, cut or release."""

from dataclasses import replace

from awarelr.core.conclusion import decided
from awarelr.core.decision import Action, Decision
from awarelr.core.diagnosis import Diagnosis
from awarelr.core.limits import bounded
from awarelr.core.observation import Observation
from awarelr.core.observer import Observed, repeat_window
from awarelr.core.responses import CUT, cut, release, undo
from awarelr.core.settings import AwareSettings
from awarelr.core.signals import EMPTY_MEAN
from awarelr.core.state import Ceiling, LossStatistics, PathEvidence, Probe, State

__all__ = ["after_damage", "after_drift", "after_fault", "after_guilt"]

_PROBE_READINGS = 2
_HOLD_READINGS = 10
_CLOCK_AFTER_DRIFT = 10
_MAX_RESTORES = 50
"""Restores without a healthy snapshot in between; more would be a loop without progress (*ours*)."""


def after_fault(
    settings: AwareSettings, state: State, observation: Observation, diagnosis: Diagnosis
) -> tuple[State, Decision]:
    """Answer a non-finite reading: restore; a repetition asks who is to blame."""
    since = observation.since_non_finite
    repeated = since is not None and since < observation.repeat_window
    state = replace(state, recovery=replace(state.recovery, last_non_finite=state.t))
    if settings.restores:
        return _after_undo(settings, state, diagnosis, probe=repeated)
    if repeated:
        return after_guilt(settings, state, diagnosis)
    return decided(settings, state, diagnosis, Action.NONE)


def after_damage(
    settings: AwareSettings, state: State, observed: Observed, diagnosis: Diagnosis
) -> tuple[State, Decision]:
    """Answer damage: restore and probe; where parameters must be left alone, cut at once."""
    state = replace(state, losses=state.losses + 1, loss=observed.loss, path=observed.path)
    if settings.restores:
        return _after_undo(settings, state, diagnosis, probe=True)
    return after_guilt(settings, state, diagnosis)


def after_guilt(settings: AwareSettings, state: State, diagnosis: Diagnosis) -> tuple[State, Decision]:
    """The damage was ours: cut, put a ceiling on the LR and let it rest."""
    recovery, snapshot = state.recovery, state.snapshot
    again = recovery.last_ours is not None and state.t - recovery.last_ours < repeat_window(state.clock)
    strikes = recovery.strikes + 1 if again else 1
    proposal = cut(state.lr, snapshot.lr, strikes)
    lr = bounded(settings, state.first_lr, proposal.lr)
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
            # Not below the LR: where bounds kept that up, the ceiling would take for ever to come back into sight.
            ceiling=Ceiling(lr=max(state.lr * min(0.6, 2.0 * CUT**strikes), lr), window=max(20.0, state.clock)),
            hold=_HOLD_READINGS,
            strikes=strikes,
            last_ours=state.t,
        ),
    )
    return decided(settings, after, diagnosis, proposal.action)


def after_drift(settings: AwareSettings, state: State, diagnosis: Diagnosis) -> tuple[State, Decision]:
    """The data changed: forget the old levels, restart the clock, free the LR."""
    proposal = release(state.lr, state.peak)
    after = replace(
        state,
        clock=_CLOCK_AFTER_DRIFT,
        lr=bounded(settings, state.first_lr, proposal.lr),
        loss=LossStatistics(),
        path=PathEvidence(),
        snapshot=replace(state.snapshot, fast=EMPTY_MEAN, slow=EMPTY_MEAN),
        recovery=replace(state.recovery, ceiling=Ceiling(), hold=0),
    )
    return decided(settings, after, diagnosis, proposal.action)


def _after_undo(settings: AwareSettings, state: State, diagnosis: Diagnosis, *, probe: bool) -> tuple[State, Decision]:
    if state.recovery.restores >= _MAX_RESTORES:
        return decided(settings, state, diagnosis, Action.NONE)
    proposal = undo(state.lr, probe=probe)
    after = replace(
        state,
        losses_since=0 if probe else state.losses_since,
        recovery=replace(state.recovery, restores=state.recovery.restores + 1),
        probe=Probe(left=_PROBE_READINGS) if probe else None,
    )
    return decided(settings, after, diagnosis, proposal.action)
