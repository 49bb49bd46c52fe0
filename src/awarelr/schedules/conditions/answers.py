"""What is done about a condition: the LR raised, lowered, tried out or left to rest."""

import math
from dataclasses import dataclass, replace
from typing import final

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.signals import EMPTY_MEAN, Mean
from awarelr.core.state import Ceiling
from awarelr.schedules.conditions.sight import Sight

__all__ = ["Steering", "Trial", "answered", "answered_fault"]

_RAISE, _RAISE_FLAT, _LOWER = 1.0, 0.3, 2.0
"""log LR per reading, times the count (*ours*): a step of 1/n follows the run's own time scale, as in the core."""
_LARGEST_RAISE, _LARGEST_LOWER = 0.03, 0.1
_CUT, _HALF, _FAULT = 0.3, 0.5, 0.1
_TRIED_AFTER = 8
"""Flat readings before a lower LR is tried out (*ours*)."""
_TRUST = math.log(2.0)
"""log LR by which the LR goes on falling after a lower one has paid, before it is asked again (*ours*)."""
_PAID, _LIKELY, _IN_VAIN = -2.0, -1.3, -0.5
"""Standard errors by which level and noise have fallen together: proof, better guess, no sign of it (*ours*)."""
_LONGEST = 2
"""Windows after which a trial is judged even without proof."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A lower LR being tried out on a flat loss.

    Args:
        lr: the LR before it.
        before: mean of the losses before it.
        after: mean of the losses since, the first few left out.
        wait: losses still left out.
    """

    lr: float
    before: Mean
    after: Mean = EMPTY_MEAN
    wait: int


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Steering:
    """What the answers remember.

    Args:
        lr: LR decided.
        peak: highest LR right after a raise; 0 if there was none.
        ceiling: upper bound of the LR that expires.
        rest: readings for which the LR still rests.
        trial: a lower LR being tried out; None if there is none.
        floor: how far, in log LR, the LR is still lowered because the last trial paid.
        floor_level: level of the loss at which it paid; once the loss is lower, that trial says nothing any more.
        faults: non-finite losses close to one another.
    """

    lr: float
    peak: float = 0.0
    ceiling: Ceiling = Ceiling()  # noqa: RUF009 - frozen
    rest: int = 0
    trial: Trial | None = None
    floor: float = 0.0
    floor_level: float = 0.0
    faults: int = 0


def answered(
    steering: Steering, diagnosis: Diagnosis, sight: Sight, losses: tuple[float, ...]
) -> tuple[Steering, str, bool]:
    """Answer a condition.

    Args:
        steering: what was decided before.
        diagnosis: the condition.
        sight: what the curve shows.
        losses: the last losses.

    Returns:
        the new steering, the deed in words, and True if the level has proved to be a plateau.
    """
    steering = _grown(steering)
    situation, lr = diagnosis.situation, steering.lr
    if situation is Situation.DRIFTED:
        return (
            replace(steering, lr=max(lr, 0.5 * steering.peak), ceiling=Ceiling(), rest=0, trial=None, floor=0.0),
            "free the LR",
            False,
        )
    if steering.rest > 0:
        return replace(steering, rest=steering.rest - 1), f"the LR rests for {steering.rest} more readings", False
    if situation is Situation.DIVERGED:
        return _struck(steering, _CUT, max(10, round(0.05 * sight.count)), sight.count), "cut", False
    if situation is Situation.OSCILLATING and sight.swing is not None:
        return _struck(steering, _HALF, max(10, 2 * sight.swing.period), sight.count), "halve", False
    return _steered(steering, diagnosis, sight, losses)


def answered_fault(steering: Steering, *, repeated: bool, expected: bool) -> tuple[Steering, str]:
    """Answer a loss that is not finite.

    Args:
        steering: what was decided before.
        repeated: True if another came shortly before.
        expected: True if the curve swung, climbed or spiked just before: then the LR is to blame.
    """
    faults = steering.faults + 1 if repeated else 1
    steering = replace(_grown(steering), faults=faults, trial=None)
    if (expected and faults == 1) or (repeated and faults == 2):  # noqa: PLR2004 - the second in a row
        words = (
            "the curve had announced it: a learning rate about 10 times lower"
            if expected
            else "a learning rate 10 times lower"
        )
        return _struck(steering, _FAULT, 10, 1), words
    if faults > 2:  # noqa: PLR2004
        return steering, "the weights are probably lost: go back to a checkpoint and go on from there"
    return steering, ""


def _grown(steering: Steering) -> Steering:
    ceiling = steering.ceiling
    if ceiling.lr == math.inf:
        return steering
    lr = ceiling.lr * math.exp(1.0 / ceiling.window)
    return replace(steering, ceiling=Ceiling(lr=lr, window=ceiling.window))


def _struck(steering: Steering, factor: float, rest: int, count: int) -> Steering:
    lr = steering.lr
    return replace(
        steering,
        lr=lr * factor,
        peak=min(steering.peak, lr * factor),
        ceiling=Ceiling(lr=lr * min(0.8, 2.0 * factor), window=float(max(20, count))),
        rest=rest,
        trial=None,
    )


def _raised(steering: Steering, change: float) -> Steering:
    lr = min(steering.lr * math.exp(change), max(steering.ceiling.lr, steering.lr))
    return replace(steering, lr=lr, peak=max(steering.peak, lr))


def _steered(
    steering: Steering, diagnosis: Diagnosis, sight: Sight, losses: tuple[float, ...]
) -> tuple[Steering, str, bool]:
    """Answer a curve that is in no danger."""
    if steering.trial is not None:
        return _tried(steering, steering.trial, sight)
    if diagnosis.situation in (Situation.NOISE_FLOOR, Situation.PLATEAU):
        return _flat(steering, diagnosis, sight, losses)
    if diagnosis.situation is Situation.DESCENDING:
        return _raised(steering, min(_RAISE / sight.count, _LARGEST_RAISE)), "raise", False
    return steering, "", False


def _flat(
    steering: Steering, diagnosis: Diagnosis, sight: Sight, losses: tuple[float, ...]
) -> tuple[Steering, str, bool]:
    """Try a lower LR once; lower on as long as that pays, else go back and raise a little."""
    if diagnosis.situation is Situation.PLATEAU:
        return _raised(steering, min(_RAISE_FLAT / sight.count, _LARGEST_RAISE)), "raise a little", False
    if steering.floor > 0.0 and sight.level > steering.floor_level - sight.noise:
        change = min(_LOWER / sight.count, _LARGEST_LOWER)
        return (
            replace(steering, lr=steering.lr * math.exp(-change), floor=max(steering.floor - change, 0.0)),
            "lower",
            False,
        )
    window = _window(sight.count)
    if sight.flat < _TRIED_AFTER:
        return steering, "", False
    before = EMPTY_MEAN
    for loss in losses[-min(max(sight.flat, 6), 2 * window) :]:
        before = before.add(loss, math.inf)
    trial = Trial(lr=steering.lr, before=before, wait=max(2, window // 4))
    return (
        replace(steering, lr=_HALF * steering.lr, trial=trial),
        "try half the LR to see whether the level follows",
        False,
    )


def _tried(steering: Steering, trial: Trial, sight: Sight) -> tuple[Steering, str, bool]:
    if trial.wait > 0:
        return replace(steering, trial=replace(trial, wait=trial.wait - 1)), "half the LR is being tried", False
    after = trial.after.add(min(sight.loss, sight.reference + 6.0 * sight.noise), math.inf)
    before, window = trial.before, _window(sight.count)
    fall = _fall(before, after) if after.count >= window else 0.0
    if after.count < window or (_PAID < fall < _IN_VAIN and after.count < _LONGEST * window):
        return replace(steering, trial=replace(trial, after=after)), "half the LR is being tried", False
    if fall < _LIKELY:
        words = f"half the LR has lowered the loss from {before.mean:.4g} to {after.mean:.4g}"
        return replace(steering, trial=None, floor=_TRUST, floor_level=sight.level), words, False
    words = f"half the LR has not lowered the loss ({before.mean:.4g}, then {after.mean:.4g}): back to {trial.lr:.4g}"
    return (
        replace(steering, lr=min(trial.lr, max(steering.ceiling.lr, steering.lr)), trial=None, floor=0.0),
        words,
        True,
    )


def _fall(before: Mean, after: Mean) -> float:
    """Return by how many standard errors level and noise have fallen, both together; negative: they fell.

    Source: two z-statistics of like weight, of the means and of the logarithms of the variances (*ours*).
    """
    b, a = before.variance, after.variance
    error = math.sqrt(b / before.count + a / after.count)
    level = (after.mean - before.mean) / error if error > 0.0 else 0.0
    noise = math.log(a / b) / math.sqrt(2.0 / (before.count - 1) + 2.0 / (after.count - 1)) if a > 0.0 < b else 0.0
    return (level + noise) / math.sqrt(2.0)


def _window(count: int) -> int:
    return min(max(10, count // 25), 40)
