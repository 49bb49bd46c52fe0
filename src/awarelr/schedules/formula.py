"""Schedules that are a formula of the step: one state and one way to follow it."""

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, final

from awarelr.core.codec import decode, encode
from awarelr.core.decision import Decision
from awarelr.core.diagnosis import Situation
from awarelr.core.reading import Reading
from awarelr.schedules.ownership import claimed
from awarelr.schedules.start import checked_start

__all__ = ["Formula", "FormulaState", "Point"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A formula's value at one step.

    Args:
        lr: LR of the step.
        sentence: the formula with its numbers, without a final stop.
        evidence: the numbers.
        situation: where in the schedule the step lies.
        momentum: momentum of the step; None leaves it alone.
    """

    lr: float
    sentence: str
    evidence: Mapping[str, float]
    situation: Situation = Situation.SCHEDULED
    momentum: float | None = None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class FormulaState:
    """Where in its formula a schedule is.

    Args:
        t: readings so far; the next step is step ``t`` of the formula, counted from 0.
        lr0: LR that the formula starts from.
        written_lr: LR to be in force at the next step.
        overrides: how often in a row somebody else wrote the LR.
    """

    t: int = 0
    lr0: float
    written_lr: float
    overrides: int = 0

    @property
    def clock(self) -> int:
        """Readings so far: a formula has no clock of its own."""
        return self.t


class Formula(ABC):
    """A schedule that reads nothing: its LR is a formula of the step; abstract.

    A member says its name and, in `at`, its law. Schedules that read the loss are the siblings; they have a state of
    their own.

    Source: *ours*.
    """

    __slots__ = ()

    @property
    @abstractmethod
    def name(self) -> str:
        """Key in the registry of schedules."""

    @abstractmethod
    def at(self, lr0: float, t: int) -> Point:
        """Return the LR of step ``t``, counted from 0."""

    @property
    def reads_path(self) -> bool:
        """Nothing must be measured."""
        return False

    def init(self, lr: float) -> FormulaState:
        """Return the state before the first reading; raises `SettingError` for an LR that cannot be one."""
        lr = checked_start(lr)
        return FormulaState(lr0=lr, written_lr=self.at(lr, 0).lr)

    def step(self, state: FormulaState, reading: Reading) -> tuple[FormulaState, Decision]:
        """Move on by one step of the formula, whatever the reading holds.

        An LR that somebody else wrote rescales what is left of the formula; a loss that is not finite is named,
        although a formula has no answer to it.
        """
        owner = claimed(state.written_lr, state.overrides, reading)
        lr0 = _rescaled(state, owner.lr)
        point = self.at(lr0, state.t + 1)
        if owner.yielded:
            point = replace(point, lr=owner.lr, momentum=None)
        said = owner.diagnosis
        loss = reading.loss
        if said is not None:
            sentence = said.sentence if owner.yielded else f"{said.sentence}; the next one is {point.lr:.4g}"
            point = replace(point, situation=said.situation, evidence=said.evidence, sentence=sentence)
        elif loss is not None and not math.isfinite(loss):
            point = replace(
                point,
                situation=Situation.NON_FINITE,
                evidence={"loss": loss, **point.evidence},
                sentence=f"the loss is {loss}; a formula cannot answer it and goes on: {point.sentence}",
            )
        after = FormulaState(t=state.t + 1, lr0=lr0, written_lr=point.lr, overrides=owner.overrides)
        return after, Decision(
            t=after.t,
            clock=after.t,
            lr_before=owner.lr,
            lr=point.lr,
            written_lr=point.lr,
            situation=point.situation,
            evidence=point.evidence,
            sentence=point.sentence,
            momentum=point.momentum,
        )

    def snapshot_due(self, state: FormulaState, ahead: int = 0) -> bool:  # noqa: ARG002 - the protocol's signature
        """No snapshot is ever needed."""
        return False

    def dump(self, state: FormulaState) -> dict[str, Any]:
        """Return the state as plain JSON types."""
        data: dict[str, Any] = encode(state)
        return data

    def load(self, data: Mapping[str, Any]) -> FormulaState:
        """Return the state that `dump` wrote."""
        return decode(FormulaState, data)


def _rescaled(state: FormulaState, lr: float) -> float:
    """Return the LR from which the formula would have led to ``lr`` where it led to ``written_lr``."""
    if lr in (state.written_lr, 0.0) or state.written_lr == 0.0:
        return state.lr0
    lr0 = state.lr0 * (lr / state.written_lr)
    return lr0 if 0.0 < lr0 < math.inf else state.lr0
