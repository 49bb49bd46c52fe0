"""What interrupts a run: long first steps, damage and its rollback, drift, non-finite readings, a second owner."""

from dataclasses import dataclass, replace
from enum import Enum
from typing import final

from awarelr.core.decision import Decision
from awarelr.core.diagnosis import Situation

__all__ = ["Incident", "Kind", "Verdict", "thinned", "verdict_of"]


@final
class Kind(Enum):
    """What an incident looked like when it was detected; the value is its headline."""

    DAMAGE = "damage"
    OVERSTEP = "long first steps"
    DRIFT = "drift"
    NON_FINITE = "not finite"
    OVERRIDE = "a second owner"


@final
class Verdict(Enum):
    """Who was to blame; the value says it in words."""

    OPEN = "not asked"
    OURS = "the learning rate"
    DRIFT = "the data"
    BATCH = "a bad batch"


def verdict_of(decision: Decision) -> Verdict:
    """Return what a decision that judges came to: to blame for damage that left the LR alone was a bad batch."""
    if decision.situation is Situation.DRIFTED:
        return Verdict.DRIFT
    if decision.situation is Situation.OVERSTEPPED:
        return Verdict.OPEN  # a precaution blames nobody
    return Verdict.OURS if decision.lr < decision.lr_before else Verdict.BATCH


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One incident, or several of a kind told as one.

    Args:
        kind: what it was when it was detected.
        first: reading of its detection.
        last: reading of its end.
        times: how many incidents this stands for.
        lr_first: LR in force at its detection; with an override, the LR that ours was.
        lr_last: LR after it.
        restored: times that weights were put back.
        undone: optimizer steps undone.
        back_to: reading whose weights were put back; 0 if none were.
        probed: readings spent on looking at the snapshot's weights again.
        cause: sentence of its detection.
        verdict: who was to blame.
        finding: sentence of the verdict.
        open: True until the verdict.
    """

    kind: Kind
    first: int
    last: int
    times: int = 1
    lr_first: float
    lr_last: float
    restored: int = 0
    undone: int = 0
    back_to: int = 0
    probed: int = 0
    cause: str
    verdict: Verdict = Verdict.OPEN
    finding: str = ""
    open: bool = False

    def followed_by(self, other: "Incident") -> "Incident":
        """Return both as one; words are the later one's."""
        return replace(
            other,
            first=self.first,
            times=self.times + other.times,
            lr_first=self.lr_first,
            restored=self.restored + other.restored,
            undone=self.undone + other.undone,
            probed=self.probed + other.probed,
        )


def thinned(incidents: tuple[Incident, ...], most: int) -> tuple[Incident, ...]:
    """Merge incidents of the same kind and verdict, the closest first, until few enough are left.

    Neighbours of different kinds are merged only when nothing else is left to merge.
    """
    left = list(incidents)
    while len(left) > most:
        at = min(range(len(left) - 1), key=lambda i: _distance(left[i], left[i + 1]))
        left[at : at + 2] = [left[at].followed_by(left[at + 1])]
    return tuple(left)


def _distance(one: Incident, other: Incident) -> tuple[bool, float]:
    alike = one.kind == other.kind and one.verdict == other.verdict
    return not alike, (other.last + 1.0) / one.first
