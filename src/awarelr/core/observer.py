"""From reading and state to observation: every statistic of the control law is brought up to date here."""

import math
from dataclasses import dataclass, replace
from typing import final

from awarelr.core.limits import boldness, hurry
from awarelr.core.observation import NOISE_MARGIN, YOUNG_LEVEL, Observation
from awarelr.core.reading import Reading
from awarelr.core.settings import AwareSettings
from awarelr.core.signals import Habit, Importance, Mean, Turn, contrast
from awarelr.core.situations.leapt import in_doubt
from awarelr.core.state import LossStatistics, PathEvidence, Recovery, State
from awarelr.core.statistics import (
    FIRST_LOSSES,
    LEAST_SPREAD,
    finite,
    usable,
    with_doubtful_loss,
    with_loss,
    with_path,
)
from awarelr.core.strides import room_beside, share_of
from awarelr.core.visibility import long_evidence, scatter_ours, unseen_factor

__all__ = [
    "Observed",
    "level_of",
    "margin_above",
    "noise_of",
    "observe",
    "readings_since",
    "recent_strikes",
    "repeat_window",
    "settled",
]

_SETTLED_AFTER, _STEADY = 24, 0.05
"""Losses that fill the longer heat window, and rise of log LR within it that is none (*ours*)."""
_THROWN_BY = 2.0
"""Long strides from which on a leap of the gradient may be our own doing (*ours*)."""
_LEAST_SD = 1e-300


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """An observation with the statistics behind it.

    Args:
        observation: what the situations see.
        loss: loss statistics, this reading included.
        path: path evidence, this reading included.
        validation: validation losses, this reading included.
        habit: excursions of the loss, this reading included.
        importance: norms of the gradient, this reading included.
        doubtful: True if nothing is learnt from the reading: the loss is far off, and it leapt just now.
    """

    observation: Observation
    loss: LossStatistics
    path: PathEvidence
    validation: Turn
    habit: Habit
    importance: Importance
    doubtful: bool


def repeat_window(clock: int) -> float:
    """Return the readings within which a second fault counts as a repetition of the first."""
    return max(20.0, 0.1 * clock)


def readings_since(last: int | None, t: int) -> int | None:
    """Return how many readings before ``t`` something last happened; None if it never did."""
    return None if last is None else t - last


def recent_strikes(recovery: Recovery, t: int, clock: int) -> int:
    """Return how many cuts in a row were made up to reading ``t``; 0 if the last is too long ago to be repeated."""
    return recovery.strikes if _lately(recovery.last_ours, t, clock) else 0


def _lately(last: int | None, t: int, clock: int) -> bool:
    since = readings_since(last, t)
    return since is not None and since < repeat_window(clock)


def settled(state: State) -> bool:
    """Return True if the LR has stood long (log LR up by 0.05 at most, as for `overheated`) and no damage lately."""
    loss, recovery = state.loss, state.recovery
    answers = (recovery.last_ours, recovery.last_excused)
    return (
        loss.lr_past.count >= _SETTLED_AFTER
        and loss.lr_recent.mean - loss.lr_past.mean <= _STEADY
        and not any(_lately(last, state.t + 1, state.clock) for last in answers)
    )


def margin_above(healthy: LossStatistics, first: Mean) -> float:
    """Return how far noise may lift the loss above its level at the snapshot, given the ``healthy`` statistics there.

    Noise is the scatter from one loss to the next: the spread about a mean takes a steep descent for noise, and hides
    that it was lost again. A young level knows little of it: there the spread of the ``first`` losses counts too, up to
    a point, because losses that run away spread as well.

    Source: *ours*; the 8 % and 30 % depend on the loss's zero, which is a known weakness.
    """
    level = healthy.slow
    if level.count <= YOUNG_LEVEL:
        sd = max(level.sd, first.sd) if first.count >= LEAST_SPREAD else level.sd
        return max(min(6.0 * sd, 3.0 * abs(level.mean)), 0.3 * abs(level.mean))
    return max(NOISE_MARGIN * noise_of(healthy), 0.08 * abs(level.mean))


def level_of(healthy: LossStatistics) -> float:
    """Return the loss that statistics stand for: of a loss that falls the slow mean still remembers the height."""
    slow = healthy.slow
    return slow.mean if slow.count <= YOUNG_LEVEL else min(slow.mean, healthy.fast.mean)


def noise_of(loss: LossStatistics) -> float:
    """Return the standard deviation of the loss without its trend; with it, while too few losses followed another."""
    scatter = loss.scatter
    return scatter.mean**0.5 if scatter.count >= YOUNG_LEVEL else loss.slow.sd


def observe(settings: AwareSettings, state: State, reading: Reading) -> Observed:
    """Bring every statistic up to date with a reading outside probes, and set it beside the past.

    Args:
        settings: the settings.
        state: state before the reading.
        reading: the reading.
    """
    clock = state.clock + 1
    loss_value = reading.loss
    sound = finite(reading)
    loss, path, habit, importance = state.loss, state.path, state.habit, state.importance
    usual, has_loss = habit.usual, sound and loss_value is not None
    snapshot, recovery = state.snapshot, state.recovery
    level = level_of(snapshot.loss)
    stride = reading.stride if usable(reading.stride) else None
    share = share_of(stride, state.size, reading.size)
    own = share > _THROWN_BY * settings.long_stride
    leapt, doubtful = _leapt(state, reading, level, own=own) if sound else (path.leapt, False)
    if has_loss and loss_value is not None:
        log_lr = math.log(state.lr)
        loss = (
            with_doubtful_loss(loss, loss_value)
            if doubtful
            else with_loss(loss, loss_value, log_lr, clock, usual=usual)
        )
    if doubtful or recovery.retrace:
        path = replace(path, leapt=leapt)
    elif sound:
        seen = reading.grad_norm
        importance = importance if seen is None else importance.add(seen)
        vote = 1.0 if seen is None else importance.of(seen, unequal=usual or state.stall.in_vain)
        path = with_path(path, reading, clock, leapt=leapt, vote=vote)
    margin = margin_above(snapshot.loss, loss.first)
    if has_loss and loss_value is not None and snapshot.loss.slow.count:
        young = snapshot.loss.slow.count <= YOUNG_LEVEL
        habit = habit.add(off=loss_value > level + margin, young=young)
    validation = state.validation
    if reading.validation is not None and usable(reading.validation):
        validation = validation.add(reading.validation, beside=loss.slow.mean)
    reach = None
    if reading.grad_norm is not None and reading.displacement is not None and usable(reading.displacement):
        reach = reading.grad_norm * reading.displacement
    calm, last = state.loss.calm, state.loss.last
    spike = last - calm.mean if last is not None and calm.count else 0.0
    past, gain = loss.trend_past, path.gain
    heat_past = loss.heat_past
    losses_since, span = state.losses_since + has_loss, max(15.0, 0.1 * clock)
    observation = Observation(
        t=state.t + 1,
        clock=clock,
        lr=state.lr,
        repeat_window=repeat_window(clock),
        loss=loss_value,
        grad_norm=reading.grad_norm,
        finite=sound,
        z_short=path.short.z,
        z_medium=path.medium.z,
        z_long=long_evidence(path, clock),
        z_directions=path.long.z,
        evidence_count=path.long.count,
        z_trend=contrast(loss.trend_recent, max(10.0, 0.1 * clock), past, max(30.0, 0.5 * clock)),
        z_heat=contrast(loss.heat_recent, max(8.0, 0.03 * clock), heat_past, max(24.0, 0.3 * clock)),
        heat_count=loss.heat_recent.count,
        lr_change=loss.lr_recent.mean - loss.lr_past.mean,
        slow_count=loss.slow.count,
        stall_lr=state.stall.lr,
        stall_fall=state.stall.level - loss.slow.mean,
        stall_age=(clock - state.stall.clock) / span,
        stall_error=noise_of(loss) / (0.5 * min(max(loss.slow.count, 1), span)) ** 0.5,
        stall_in_vain=state.stall.in_vain,
        descent=loss.first.mean - past.mean,
        descent_error=(past.variance / FIRST_LOSSES) ** 0.5,
        gain=gain.mean,
        gain_now=path.gain_now.mean,
        taken_in=sound and not doubtful and not recovery.retrace and path.still == 0,
        unseen=unseen_factor(loss, path),
        agreement=path.agreement.mean,
        stride=stride,
        stride_share=share,
        long_stride=settings.long_stride,
        moved_share=share_of(reading.displacement if usable(reading.displacement) else None, state.size, None),
        moved_steps=min(clock - 1, state.t + 1 - snapshot.t) if snapshot.t else 0,
        boldness=boldness(settings),
        attempt_lr=math.nan if state.attempt is None else state.attempt.lr,
        attempt_pace=math.nan if state.attempt is None else state.attempt.pace,
        room=room_beside(share, settings.long_stride),
        scatter_ours=scatter_ours(settings, state, loss),
        level=level,
        level_count=snapshot.loss.slow.count,
        margin=margin,
        rise=_rise(loss, state.loss, level) if has_loss else 0.0,
        run=habit.run,
        patience=habit.patience,
        reach=reach,
        losses_since=losses_since,
        since_ours=readings_since(recovery.last_ours, state.t + 1),
        hold=max(recovery.hold, recovery.retrace),
        leapt=leapt,
        since_leap=leapt if leapt is not None and leapt <= losses_since else None,
        crest=state.path.crest.height,
        still=path.still,
        since_non_finite=readings_since(recovery.last_non_finite, state.t + 1),
        withheld=recovery.withheld + 1 if reading.withheld else 0,
        cuts_in_vain=recent_strikes(recovery, state.t + 1, clock),
        data_blamed=recovery.data_blamed,
        hurry=hurry(settings),
        beyond_budget=0 if settings.total_steps is None else max(state.t + 1 - settings.total_steps, 0),
        spike=spike,
        spike_z=spike / max(calm.sd, _LEAST_SD),
        spike_left=loss_value - calm.mean if has_loss and loss_value is not None else 0.0,
        weight_growth=path.size.steady,
        ungraded=reading.ungraded or 0.0,
        ungraded_count=path.ungraded,
        zeroed=path.zeroed_share,
        zeroed_count=path.zeroed,
        flatness=loss.slow.mean - loss.fast.mean,
        scatter=loss.scatter.mean**0.5,
        noise_z=contrast(loss.heat_recent, max(8.0, 0.03 * clock), loss.slow, span),
        validation_rise=validation.rise,
        validation_error=validation.error,
        validation_fall=validation.first - validation.least,
        validation_since=validation.since,
        loss_rise=loss.slow.mean - validation.beside,
        lr_found=None if settings.observe_only else reading.lr_found,
        overrides=state.overrides,
    )
    return Observed(
        observation=observation,
        loss=loss,
        path=path,
        validation=validation,
        habit=habit,
        importance=importance,
        doubtful=doubtful,
    )


def _leapt(state: State, reading: Reading, level: float, *, own: bool) -> tuple[int | None, bool]:
    """Return the readings since the gradient last leapt, and whether a loss that is off puts this reading in doubt.

    Our own steps throw it far by and by: at the edge a gradient grows a few times from one reading to the next, and
    the loss leaves its level before it is far away. Where they are long beside the weights, one of them can do it: such
    a leap may be our ``own``.
    """
    before, healthy = state.path.leapt, state.snapshot.loss
    since = None if before is None else before + 1
    if state.habit.usual:
        return None, False
    if healthy.slow.count <= YOUNG_LEVEL:
        return since, False
    margin, last = margin_above(healthy, state.loss.first), state.loss.last
    calm = last is not None and last - level <= margin and not own
    if calm and reading.grad_norm is not None and state.path.crest.leapt(reading.grad_norm):
        since = 0
    return since, in_doubt(since, reading.loss, level, margin)


def _rise(loss: LossStatistics, before: LossStatistics, level: float) -> float:
    """Return the median of the last three losses less the level: one bad batch is no rise, two are."""
    if loss.last is None or before.last is None or before.last_but_one is None:
        return 0.0
    return sorted((loss.last, before.last, before.last_but_one))[1] - level
