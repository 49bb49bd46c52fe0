"""What is marked in a run: rollbacks, drifts, spikes, faults, and who else wrote the LR."""

from dataclasses import dataclass
from enum import Enum
from typing import final

from awarelr.core.decision import Action, Decision
from awarelr.core.diagnosis import Situation
from awarelr.journal import Entry
from awarelr.render.incident import Verdict, verdict_of

__all__ = ["Mark", "MarkKind", "Marks"]

_MOST = 2000
"""Marks kept one by one (*ours*); beyond, the closest of a kind become one that says how many it stands for."""


@final
class MarkKind(Enum):
    """The kinds; the value is the letter that stands for it."""

    ROLLBACK = "R"
    DRIFT = "D"
    SPIKE = "S"
    NOT_FINITE = "N"
    BLAMED = "B"
    OVERWRITTEN = "O"

    @property
    def words(self) -> str:
        """What it means."""
        return _WORDS[self]


_WORDS = {
    MarkKind.ROLLBACK: "rollback: weights put back",
    MarkKind.DRIFT: "drift: the data changed",
    MarkKind.SPIKE: "spike",
    MarkKind.NOT_FINITE: "loss or gradient not finite",
    MarkKind.BLAMED: "the learning rate was to blame: cut",
    MarkKind.OVERWRITTEN: "somebody else wrote the learning rate",
}


_NAMED = {
    Situation.DRIFTED: MarkKind.DRIFT,
    Situation.SPIKE: MarkKind.SPIKE,
    Situation.NON_FINITE: MarkKind.NOT_FINITE,
    Situation.OVERRIDDEN: MarkKind.OVERWRITTEN,
}


@final
@dataclass(slots=True, kw_only=True)
class Mark:
    """One mark, or neighbours of a kind told as one.

    Args:
        kind: what it is.
        entry: the (first) decision of it.
        last: reading of the last one.
        times: how many it stands for.
    """

    kind: MarkKind
    entry: Entry
    last: int
    times: int = 1


@final
class Marks:
    """Collects the marks of a run, in order."""

    def __init__(self, most: int = _MOST) -> None:
        """Nothing is marked yet; ``most`` is how many marks may stay of each kind."""
        self._most = most
        self._by_kind: dict[MarkKind, list[Mark]] = {}

    def add(self, entry: Entry) -> None:
        """Take in the next decision."""
        for kind in _kinds(entry.decision):
            self._by_kind.setdefault(kind, []).append(Mark(kind=kind, entry=entry, last=entry.decision.t))
            if len(self._by_kind[kind]) > self._most:
                self._by_kind[kind] = _joined(self._by_kind[kind], self._most // 2)

    def found(self) -> list[Mark]:
        """Return all marks in order."""
        return sorted((mark for marks in self._by_kind.values() for mark in marks), key=lambda each: each.entry.line)


def _kinds(decision: Decision) -> list[MarkKind]:
    named = _NAMED.get(decision.situation)
    kinds = [] if named is None else [named]
    if decision.action is Action.NONE or decision.action is Action.KEEP_SNAPSHOT:
        return kinds
    if Action.RESTORE in decision.action:
        kinds.append(MarkKind.ROLLBACK)
    if decision.action.judges and verdict_of(decision) is Verdict.OURS:
        kinds.append(MarkKind.BLAMED)
    return kinds


def _joined(marks: list[Mark], most: int) -> list[Mark]:
    """Join the marks that follow each other most closely until ``most`` are left."""
    gaps = sorted(range(1, len(marks)), key=lambda at: marks[at].entry.decision.t - marks[at - 1].last)
    join = set(gaps[: len(marks) - most])
    left: list[Mark] = []
    for at, mark in enumerate(marks):
        if at in join:
            left[-1].last, left[-1].times = mark.last, left[-1].times + mark.times
        else:
            left.append(mark)
    return left
