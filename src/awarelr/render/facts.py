"""The run as a whole, in a fixed number of numbers."""

import math
from dataclasses import dataclass, replace
from typing import final

from awarelr.core.decision import Action, Decision
from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.reading import Reading

__all__ = ["UPSET", "YOUNG", "Facts"]

YOUNG = 10
"""Losses in the level of the loss (*ours*: enough to calm a mini-batch, few enough to follow a fall)."""
UPSET = frozenset({Situation.OVERSTEPPED, Situation.DIVERGED, Situation.DRIFTED})
"""Situations whose loss says nothing about the level: it is undone, or of other data."""


@final
@dataclass(slots=True, kw_only=True)
class Facts:
    """What is true of the run as a whole.

    Args:
        first: first reading.
        last: last reading; 0 before the first.
        lr_first: LR in force at the first reading.
        lr: LR decided last.
        lr_high: highest LR.
        high_at: reading before whose step it was first in force.
        lr_low: lowest LR.
        low_at: likewise.
        level: mean of the last 10 losses or so, anew after a verdict; None before the first loss.
        level_losses: losses behind it.
        loss_first: mean of the first 10 losses.
        losses: finite losses outside incidents.
        validations: validation losses.
        validation_best: lowest validation loss.
        validation_best_at: readings made by then.
        validation_last: last validation loss.
        ordinary: readings outside probes.
        without_loss: of these, readings without a loss.
        without_gradient: of these, readings without a gradient.
        path_wanted: True if the schedule judges the path of the parameters.
        ours: verdicts that the damage was ours.
        batches: verdicts that a bad batch did the damage.
        drifts: verdicts that the data changed.
        non_finite: readings that were not finite.
        overrides: readings at which somebody else had written the LR.
        undone: optimizer steps undone.
        situation: name of the last situation.
        sentence: the last sentence.
        remark: what else was the case then; None for nothing.
    """

    first: int = 0
    last: int = 0
    lr_first: float = 0.0
    lr: float = 0.0
    lr_high: float = 0.0
    high_at: int = 0
    lr_low: float = math.inf
    low_at: int = 0
    level: float | None = None
    level_losses: int = 0
    loss_first: float | None = None
    losses: int = 0
    validations: int = 0
    validation_best: float = math.inf
    validation_best_at: int = 0
    validation_last: float | None = None
    ordinary: int = 0
    without_loss: int = 0
    without_gradient: int = 0
    path_wanted: bool = False
    ours: int = 0
    batches: int = 0
    drifts: int = 0
    non_finite: int = 0
    overrides: int = 0
    undone: int = 0
    situation: str = Situation.WARMING_UP.name
    sentence: str = ""
    remark: Diagnosis | None = None

    def add(self, reading: Reading, decision: Decision) -> None:
        """Take in one decision."""
        t, lr = decision.t, decision.written_lr
        if self.last == 0:
            self.first, self.lr_first = t, decision.lr_before
            self._extremes(decision.lr_before, t)
        self.last, self.lr = t, lr
        if lr != decision.lr_before or decision.situation is Situation.OVERRIDDEN:
            self._extremes(lr, t + 1)
        self.situation, self.sentence, self.remark = decision.situation.name, decision.sentence, decision.remark
        if not self.path_wanted:
            self.path_wanted = "evidence_count" in decision.evidence or "z_long" in decision.evidence
        if reading.validation is not None:
            self.validate(reading.validation, t - 1)
        if not (reading.probe or reading.undone):
            self.ordinary += 1
            self.without_loss += reading.loss is None
            self.without_gradient += reading.grad_norm is None
            if reading.loss is not None and math.isfinite(reading.loss):
                self._take(reading.loss, decision)
        if Action.REBASE_ALL in decision.action:
            self.level_losses = 0

    def _take(self, loss: float, decision: Decision) -> None:
        if decision.situation in UPSET:
            return
        self.losses += 1
        self.level_losses = min(self.level_losses + 1, YOUNG)
        before = self.level if self.level is not None and self.level_losses > 1 else loss
        self.level = before + (loss - before) / self.level_losses
        if self.losses <= YOUNG:
            first = loss if self.loss_first is None else self.loss_first
            self.loss_first = first + (loss - first) / self.losses

    def with_validation(self, loss: float) -> "Facts":
        """Return a copy that knows of a validation made since the last reading, which the next one will carry."""
        known = replace(self)
        known.validate(loss, self.last)
        return known

    def validate(self, loss: float, t: int) -> None:
        """Take in a validation made after reading ``t``."""
        self.validations += 1
        self.validation_last = loss
        if loss < self.validation_best:
            self.validation_best, self.validation_best_at = loss, t

    def _extremes(self, lr: float, t: int) -> None:
        if lr > self.lr_high:
            self.lr_high, self.high_at = lr, t
        if lr < self.lr_low:
            self.lr_low, self.low_at = lr, t
