"""AwareLR against the best of its rivals, contest by contest: every loss beside every win."""

from collections import defaultdict
from dataclasses import dataclass
from typing import final

from awarelr.benchmark.score.sheet import ContestScore, Sheet
from awarelr.benchmark.score.weights import Weights

__all__ = ["Duel", "duels", "is_house"]

_ROUNDING = 1e-9


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Duel:
    """One contest, seen from our side.

    Args:
        protocol: name of the protocol.
        task: name of the task.
        condition: what is special about it.
        ours: AwareLR's score, with averaged weights.
        theirs: the best rival's, with whichever weights suit it better.
    """

    protocol: str
    task: str
    condition: str
    ours: ContestScore
    theirs: ContestScore

    @property
    def factor(self) -> float:
        """How many times as bad as the best rival we are."""
        return self.ours.ratio / self.theirs.ratio

    @property
    def lost(self) -> bool:
        """Whether the rival was better, by more than rounding."""
        return self.factor > 1.0 + _ROUNDING


def is_house(baseline: str) -> bool:
    """Say whether a baseline is the house's own entry or a variant of it."""
    return baseline.partition("_")[0] == "aware"


def duels(sheet: Sheet, baseline: str = "aware") -> tuple[Duel, ...]:
    """Return every contest that AwareLR and a rival took part in, the heaviest loss first.

    A figure that two protocols ask for, from the same runs, is there once.

    Args:
        sheet: the score.
        baseline: which of the house's entries.
    """
    ours: dict[tuple[str, str, str], ContestScore] = {}
    rivals: defaultdict[tuple[str, str, str], list[ContestScore]] = defaultdict(list)
    for score in sheet.contests:
        key = score.protocol, score.task, score.condition
        if score.baseline == baseline and score.weights is Weights.AVERAGED:
            ours[key] = score
        elif not is_house(score.baseline):
            rivals[key].append(score)
    found: dict[tuple[object, ...], Duel] = {}
    for key, score in ours.items():
        if key in rivals:
            theirs = min(rivals[key], key=lambda each: each.ratio)
            duel = Duel(protocol=score.protocol, task=score.task, condition=score.condition, ours=score, theirs=theirs)
            found.setdefault((score.keys, score.ratio, theirs.keys, theirs.ratio), duel)
    return tuple(sorted(found.values(), key=lambda duel: -duel.factor))
