"""What the two ratio schedules share: their window of losses, their state and their two branches."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import final

from awarelr.core.decision import Decision
from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.reading import Reading
from awarelr.schedules.ownership import claimed

__all__ = ["RatioLaw", "RatioState", "answer"]

_LARGEST = 1e150
"""Losses beyond it overflow when squared: such a loss counts as infinite."""
_LARGEST_LR = 1e30
"""No LR beyond it is written: optimizers refuse one that float32 cannot hold, and Adam multiplies its own by ten."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class RatioState:
    """State of a ratio schedule.

    Args:
        t: readings so far.
        lr: LR decided, which is the LR to be in force at the next step.
        overrides: how often in a row somebody else wrote the LR.
        losses: the last finite losses, at most twice the window.
    """

    t: int = 0
    lr: float
    overrides: int = 0
    losses: tuple[float, ...] = ()

    @property
    def clock(self) -> int:
        """Readings so far."""
        return self.t

    @property
    def written_lr(self) -> float:
        """LR to be in force at the next step."""
        return self.lr


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class RatioLaw:
    """The numbers of a ratio schedule.

    Args:
        window: losses in each of the two means.
        power: exponent of the inverse scaling.
        lr_min: the LR never falls below it.
        lr_max: the LR never rises above it.
        patience: readings before the law acts at all.
        proportional: True if a ratio of at most 1 multiplies the LR as well, instead of inverse scaling.
    """

    window: int
    power: float
    lr_min: float
    lr_max: float
    patience: int = 0
    proportional: bool = False


def answer(
    law: RatioLaw, ratio: Callable[[float, float], float], state: RatioState, reading: Reading
) -> tuple[RatioState, Decision]:
    """Decide on one reading.

    Args:
        law: the numbers.
        ratio: from recent and earlier mean loss, both above 0, to the ratio.
        state: state before the reading.
        reading: the reading.
    """
    owner = claimed(state.lr, state.overrides, reading)
    t, losses = state.t + 1, state.losses
    if _readable(reading) and reading.loss is not None:
        losses = (*losses, reading.loss)[-2 * law.window :]
    lr, said = _judged(law, ratio, losses, owner.lr, reading, t)
    if owner.diagnosis is not None:
        said = owner.diagnosis
        lr = owner.lr if owner.yielded else lr
    lr = min(max(lr, law.lr_min), law.lr_max, _LARGEST_LR)
    after = replace(state, t=t, lr=lr, overrides=owner.overrides, losses=losses)
    return after, Decision(
        t=t,
        clock=t,
        lr_before=owner.lr,
        lr=lr,
        written_lr=lr,
        situation=said.situation,
        evidence=said.evidence,
        sentence=said.sentence,
    )


def _readable(reading: Reading) -> bool:
    loss = reading.loss
    return loss is not None and -_LARGEST < loss < _LARGEST and not reading.undone and not reading.probe


def _judged(
    law: RatioLaw,
    ratio: Callable[[float, float], float],
    losses: tuple[float, ...],
    lr: float,
    reading: Reading,
    t: int,
) -> tuple[float, Diagnosis]:
    """Return the LR after reading ``t`` and the reason; without enough losses it stays ``lr``."""
    loss, least = reading.loss, max(2 * law.window, law.patience + 1)
    if loss is not None and not -_LARGEST < loss < _LARGEST:
        return lr, _said(Situation.NON_FINITE, f"the loss is {loss}: no ratio takes it in, the LR stays", loss=loss)
    if not _readable(reading):
        return lr, _said(Situation.SCHEDULED, "no loss to read: the LR stays")
    if len(losses) < 2 * law.window or t <= law.patience:
        sentence = f"reading {t}, {len(losses)} losses: the ratio acts from reading {least}"
        return lr, _said(Situation.WARMING_UP, sentence, losses=len(losses))
    return _branch(law, ratio, losses, lr, t)


def _branch(
    law: RatioLaw, ratio: Callable[[float, float], float], losses: tuple[float, ...], lr: float, t: int
) -> tuple[float, Diagnosis]:
    window = law.window
    earlier, recent = sum(losses[:window]) / window, sum(losses[window:]) / window
    if not (earlier > 0.0 and recent > 0.0):
        sentence = f"mean losses {earlier:.4g}, then {recent:.4g}: a ratio needs losses above 0, the LR stays"
        return lr, _said(Situation.SCHEDULED, sentence, earlier=earlier, recent=recent)
    r = ratio(recent, earlier)
    words = f"mean loss {recent:.4g} after {earlier:.4g} gives {r:.4g}"
    if (r > 1.0 or law.proportional) and lr > 0.0:
        lr *= r
        sentence = f"{words}: the LR is multiplied by it"
    else:
        # Continued from the LR of now: a loss that never rises gives lr0 / (t + 1)^power exactly. Rejected: dividing
        # the LR of now by (t + 1)^power at every reading, which is lr0 / (t!)^power.
        lr *= (t / (t + 1.0)) ** law.power
        sentence = f"{words}, at most 1: inverse scaling at step {t}"
    return lr, _said(Situation.SCHEDULED, sentence, ratio=min(r, math.inf), recent=recent, earlier=earlier, step=t)


def _said(situation: Situation, sentence: str, **evidence: float) -> Diagnosis:
    return Diagnosis(situation=situation, evidence=evidence, sentence=sentence)
