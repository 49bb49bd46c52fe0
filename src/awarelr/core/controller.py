"""The control law: state and reading in, state and decision out; no clock, no randomness, no I/O.

One reading outside a probe goes through, in this order: count, ceiling's growth, statistics, situations, response, LR,
ceiling and bounds, snapshot. A probe's readings only count.
"""

from collections.abc import Callable
from dataclasses import replace

from awarelr.core.conclusion import decided, decision_of
from awarelr.core.decision import Action, Decision
from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.limits import bounded, decay, grown, start, written_lr_of
from awarelr.core.observation import Observation
from awarelr.core.observer import (
    Observed,
    level_of,
    margin_above,
    noise_of,
    observe,
    readings_since,
    repeat_window,
    settled,
)
from awarelr.core.reading import Reading
from awarelr.core.responses import steer, take_back
from awarelr.core.settings import AwareSettings
from awarelr.core.signals import NO_EVIDENCE
from awarelr.core.situations import diagnose
from awarelr.core.situations.overridden import YIELD_AFTER
from awarelr.core.state import Ceiling, LossStatistics, PathEvidence, Probe, Recovery, SnapshotFacts, Stall, State
from awarelr.core.statistics import usable
from awarelr.core.verdict import (
    CLOCK_AFTER_RESTART,
    PROBE_READINGS,
    after_acquittal,
    after_damage,
    after_drift,
    after_excuse,
    after_fault,
    after_guilt,
    after_overstep,
    after_rise,
)

__all__ = ["init", "snapshot_due", "step"]

_FIRST_CHANGE = 7
"""Reading at which the LR may first change (*ours*)."""
_AFTER: dict[Situation, Callable[[AwareSettings, State, Observed, Diagnosis], tuple[State, Decision]]] = {
    Situation.OVERSTEPPED: after_overstep,
    Situation.NON_FINITE: after_fault,
    Situation.DIVERGED: after_damage,
    Situation.DRIFTED: after_rise,
}
"""What follows the situations that are no matter of steering."""


def init(settings: AwareSettings, lr: float) -> State:
    """Return the state before the first reading.

    Args:
        settings: the settings.
        lr: the LR given, above 0.

    Raises:
        SettingError: ``lr`` is not a positive finite number within ``min_lr`` and ``max_lr``.
    """
    settings.check_lr(lr)
    first = start(settings, lr)
    return State(lr=first, written_lr=first, first_lr=lr, snapshot=SnapshotFacts(lr=first))


def snapshot_due(settings: AwareSettings, state: State, ahead: int = 0) -> bool:
    """True if the reading ``ahead`` after the next may keep a snapshot, so that its parameters must be set aside."""
    return state.probe is None and _snapshot_due(settings, state, state.t + 1 + ahead)


def _snapshot_due(settings: AwareSettings, state: State, t: int) -> bool:
    if t == 1 or t % settings.snapshot_every == 0 or state.snapshot.overdue:
        return True
    return state.snapshot.loss.slow.count == 0 and (state.losses > 0 or t < settings.snapshot_every)


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
    if state.t == 0 and usable(reading.size):
        state = replace(state, size=reading.size)
    state = _taken_over(settings, state, reading)
    observed = observe(settings, state, reading)
    diagnosis = diagnose(observed.observation)
    follow = _AFTER.get(diagnosis.situation)
    if follow is None:
        return _after_steering(settings, state, reading, observed, diagnosis)
    return follow(settings, _counted(settings, state), observed, diagnosis)


def _count_only(settings: AwareSettings, state: State) -> tuple[State, Decision]:
    after = replace(state, t=state.t + 1)
    diagnosis = Diagnosis(
        situation=Situation.PROBING,
        evidence={},
        sentence="taken at weights that a rollback has since undone: counted, not read",
    )
    return decided(settings, after, diagnosis, Action.NONE)


def _step_of_probe(settings: AwareSettings, state: State, probe: Probe, reading: Reading) -> tuple[State, Decision]:
    loss = reading.loss
    finite = loss is not None and usable(loss)
    probe = replace(
        probe,
        left=probe.left - 1,
        least=min(probe.least, loss) if loss is not None and finite else probe.least,
        total=probe.total + (loss if loss is not None and finite else 0.0),
        count=probe.count + finite,
    )
    if probe.left == 0 and probe.count == 0 and loss is not None:
        # Healthy weights, and no batch with a finite loss: it is the data, and they are waited for.
        probe = replace(probe, left=PROBE_READINGS, spoiled=probe.spoiled + PROBE_READINGS)
    healthy = state.snapshot.loss
    observation = Observation(
        t=state.t + 1,
        clock=state.clock,
        lr=state.lr,
        repeat_window=repeat_window(state.clock),
        loss=loss,
        level=level_of(healthy),
        level_count=healthy.slow.count,
        margin=margin_above(healthy, state.loss.first),
        probe_left=probe.left,
        probe_spoiled=probe.spoiled,
        probe_mean=probe.total / probe.count if probe.left == 0 and probe.count else None,
        probe_least=probe.least if probe.left == 0 and probe.count else None,
        since_ours=readings_since(state.recovery.last_ours, state.t + 1),
        thrown=probe.leapt is not None,
        settled=settled(state),
    )
    diagnosis = diagnose(observation)
    after = replace(state, t=state.t + 1, probe=probe)
    if probe.left > 0:
        return decided(settings, after, diagnosis, Action.NONE)
    after = replace(after, probe=None)
    if diagnosis.situation is Situation.DRIFTED:
        return after_drift(settings, after, probe.stride, diagnosis)
    if probe.spoiled:
        return after_acquittal(settings, after, diagnosis)
    if observation.probe_above:
        # The snapshot's weights are no healthy ones: a new level forms.
        after = replace(after, snapshot=replace(after.snapshot, loss=LossStatistics()))
    if observation.excused:
        return after_excuse(settings, after, probe, diagnosis)
    return after_guilt(settings, after, diagnosis)


def _taken_over(settings: AwareSettings, state: State, reading: Reading) -> State:
    """Make an LR that somebody else wrote the new starting point; the third in a row is the last that we answer."""
    found = reading.lr_found
    if found is None:
        return replace(state, overrides=0) if 0 < state.overrides < YIELD_AFTER else state
    if not settings.observe_only:
        state = replace(state, overrides=min(state.overrides + 1, YIELD_AFTER))
    if not usable(found) or found <= 0.0:
        return state
    lr = found / decay(settings, state.t)
    state = replace(state, lr=lr, written_lr=found, first_lr=lr, recovery=replace(state.recovery, ceiling=Ceiling()))
    if state.overrides != 1:
        return state
    # A new start: what was learnt at the old LR says nothing at this one, and the clock lets it move as at the start,
    # but past the first steps: those were somebody else's, and are not ours to make again.
    return replace(state, clock=CLOCK_AFTER_RESTART, loss=LossStatistics(), path=PathEvidence(), stall=Stall())


def _counted(settings: AwareSettings, state: State) -> State:
    """Count the reading and let the ceiling grow; an LR that somebody else wrote comes back within the bounds."""
    recovery = replace(state.recovery, ceiling=grown(state.recovery.ceiling), withheld=0)
    lr = bounded(settings, state.first_lr, state.lr)
    return replace(state, t=state.t + 1, clock=state.clock + 1, lr=lr, recovery=recovery)


def _after_steering(
    settings: AwareSettings, state: State, reading: Reading, observed: Observed, diagnosis: Diagnosis
) -> tuple[State, Decision]:
    """Move the LR by the pressure of the evidence, unless it rests, then keep a snapshot if one is due and healthy.

    ``state`` is the one before the reading: this is the way of nearly every reading, so that each record is built once.
    """
    observation, path = observed.observation, observed.path
    t, clock = observation.t, observation.clock
    peak, lr, stride = state.peak, state.lr, max(state.stride, observation.stride or 0.0)
    ceiling = grown(state.recovery.ceiling)
    if diagnosis.pressure != 0.0 and t >= _FIRST_CHANGE:
        lr = steer(settings, lr, clock, diagnosis, drifted=state.drifts > 0).lr
        if diagnosis.pressure > 0.0:
            peak = max(peak, lr)
    if diagnosis.situation is Situation.ALTERNATING:
        lr = take_back(lr, state.stall.lr).lr
    lr = bounded(settings, state.first_lr, min(lr, ceiling.lr))
    action = Action.PASS_OVER if observed.doubtful or state.recovery.retrace else Action.NONE
    if path.stale > max(10.0, 0.1 * clock):
        path = replace(path, long=NO_EVIDENCE, stale=0)
        action |= Action.REBASE_LONG
    has_loss = observation.loss is not None
    snapshot, losses_since, kept = state.snapshot, observation.losses_since, False
    if _snapshot_due(settings, state, t):
        kept = reading.set_aside and _healthy(observed, state)
        if kept:
            snapshot = SnapshotFacts(t=t, lr=lr, loss=observed.loss, stride=stride)
            action |= Action.KEEP_SNAPSHOT
            losses_since = 0
        elif not (has_loss and reading.set_aside) and not snapshot.overdue:
            snapshot = replace(snapshot, overdue=True)
    after = State(
        t=t,
        clock=clock,
        lr=lr,
        written_lr=written_lr_of(settings, lr, t),
        first_lr=state.first_lr,
        size=state.size,
        stride=stride,
        peak=peak,
        losses=state.losses + has_loss,
        losses_since=losses_since,
        overrides=state.overrides,
        drifts=state.drifts,
        loss=observed.loss,
        path=path,
        validation=observed.validation,
        habit=observed.habit,
        importance=observed.importance,
        snapshot=snapshot,
        recovery=_recovering(state.recovery, ceiling, kept=kept),
        stall=_stall(state, observed, diagnosis),
        attempt=state.attempt,
    )
    return after, decision_of(after, state.written_lr, diagnosis, action)


def _stall(state: State, observed: Observed, diagnosis: Diagnosis) -> Stall:
    """Remember where a standstill began, and whether lowering has been tried in vain."""
    if diagnosis.situation is Situation.ALTERNATING:
        return Stall(in_vain=True)
    if diagnosis.situation is Situation.STALLED and state.lr >= state.stall.lr:
        return Stall(lr=state.lr, level=observed.loss.slow.mean, clock=observed.observation.clock)
    return state.stall


def _recovering(recovery: Recovery, ceiling: Ceiling, *, kept: bool) -> Recovery:
    """Count down the rest; a snapshot kept ends the count of restores."""
    waiting = recovery.hold or recovery.retrace or recovery.withheld
    if not waiting and ceiling is recovery.ceiling and not (kept and recovery.restores):
        return recovery
    return Recovery(
        ceiling=ceiling,
        hold=max(recovery.hold - 1, 0),
        retrace=max(recovery.retrace - 1, 0),
        strikes=recovery.strikes,
        last_ours=recovery.last_ours,
        last_excused=recovery.last_excused,
        last_non_finite=recovery.last_non_finite,
        restores=0 if kept else recovery.restores,
        struck_from=recovery.struck_from,
        data_blamed=recovery.data_blamed,
    )


def _healthy(observed: Observed, state: State) -> bool:
    """True if the reading's weights are worth going back to; without any loss ever, finite gradients are enough.

    ``state`` is the one before the reading.
    """
    observation = observed.observation
    if observed.doubtful:
        return False
    if observation.loss is None:
        return state.losses == 0 and observation.grad_norm is not None
    if state.snapshot.loss.slow.count == 0:
        return True
    loss = observed.loss
    return loss.fast.mean <= loss.slow.mean + noise_of(loss)
