"""How well a scheduler names the conditions of labelled curves."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import final

from tests.schedules.curves.curve import Curve

from awarelr.core import Reading, Situation
from awarelr.schedules import ConditionBased

__all__ = ["Measure", "measured"]

_ALARMS = (Situation.DIVERGED, Situation.DRIFTED)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What came of a set of curves.

    Args:
        curves: how many there were.
        missed: names of those whose condition was not named in time.
        healthy: how many were healthy.
        alarmed: names of the healthy ones on which a divergence or a drift was named.
    """

    curves: int
    missed: tuple[str, ...]
    healthy: int
    alarmed: tuple[str, ...]

    @property
    def right(self) -> float:
        """Share of curves named right and in time."""
        return 1.0 - len(self.missed) / self.curves

    @property
    def false(self) -> float:
        """Share of healthy curves with a false alarm."""
        return len(self.alarmed) / self.healthy


def measured(curves: Iterable[Curve]) -> Measure:
    """Drive `ConditionBased` along each curve, the curve answering to its LR."""
    count, healthy = 0, 0
    missed, alarmed = [], []
    for curve in curves:
        named = _named(curve)
        count += 1
        healthy += curve.healthy
        if curve.label not in named[curve.onset - 1 : curve.deadline]:
            missed.append(curve.name)
        if curve.healthy and any(each in _ALARMS for each in named):
            alarmed.append(curve.name)
    return Measure(curves=count, missed=tuple(missed), healthy=healthy, alarmed=tuple(alarmed))


def _named(curve: Curve) -> list[Situation]:
    schedule = ConditionBased()
    state = schedule.init(1.0)
    named = []
    for t in range(1, curve.length + 1):
        state, decision = schedule.step(state, Reading(t=t, loss=curve.loss(t, state.written_lr)))
        named.append(decision.situation)
    return named
