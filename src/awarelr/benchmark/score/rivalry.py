"""AwareLR beside each single rival, task by task: ahead, level or behind."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, unique
from typing import final

from awarelr.benchmark.score.duels import is_house
from awarelr.benchmark.score.sheet import ContestScore, Sheet
from awarelr.benchmark.score.weights import Weights

__all__ = ["ADVISED", "FIXED_KIND", "Meeting", "Rivalry", "Verdict", "rivalries"]

ADVISED = ("prodigy", "schedule_free", "d_adaptation", "mechanic", "dog", "dowg")
"""Rivals that promise to spare the tuning, by their authors' advice; they come first."""

FIXED_KIND: Mapping[str, str] = {"prodigy": "Adam's", "dog": "SGD's", "dowg": "SGD's"}
"""Whose step a rival makes that has only one, whatever the task's optimizer is; every other makes the task's."""

_UNDER_SGD = {
    *("digits_sgd", "cnn", "logreg", "linreg", "func", "drift"),
    *("factors", "contrast", "rotating", "classes", "softmax", "deep"),
}
_PROTOCOLS = ("default", "wrong_lr")
_ADVICE = "x1"


@final
@unique
class Verdict(Enum):
    """How AwareLR stands beside a rival on a task; the value names it for a reader."""

    AHEAD = "ahead"
    LEVEL = "level"
    BEHIND = "behind"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """AwareLR and one rival on one task; `Duel` is with the best of all rivals.

    Args:
        task: name of the task.
        ours: AwareLR's measure, mean over the seeds that both have; lower is better, not finite where a seed diverged.
        theirs: the rival's, with whichever weights suit it better there.
        error: standard error of the difference, from the spread of the seeds; not a number for a single seed.
        seeds: seeds that both have.
        same_kind: whether both make steps of the same kind: SGD's, or Adam's and its kin's.
        verdict: level within one standard error.
    """

    task: str
    ours: float
    theirs: float
    error: float
    seeds: int
    same_kind: bool
    verdict: Verdict


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Rivalry:
    """AwareLR, from one LR and with one kind of weights, beside one rival at its authors' advice.

    Args:
        rival: name of the rival; it has the task's default LR, or none where it takes none.
        condition: the LR that AwareLR was given, such as ``"x0.01"``.
        weights: the weights that AwareLR is judged with.
        meetings: one a task that both are recorded on, in the order of the tasks.
    """

    rival: str
    condition: str
    weights: Weights
    meetings: tuple[Meeting, ...]

    def tasks(self, verdict: Verdict) -> tuple[str, ...]:
        """Return the tasks with a verdict."""
        return tuple(each.task for each in self.meetings if each.verdict is verdict)

    def same_kind(self) -> "Rivalry":
        """Return the same without the tasks on which both make steps of different kinds."""
        kept = tuple(each for each in self.meetings if each.same_kind)
        return Rivalry(rival=self.rival, condition=self.condition, weights=self.weights, meetings=kept)


def rivalries(sheet: Sheet, baseline: str = "aware") -> tuple[Rivalry, ...]:
    """Return AwareLR beside every rival at its advice: from the default LR with both weights, then from wrong ones.

    Args:
        sheet: the score; its protocols default and wrong LR count.
        baseline: which of the house's entries.
    """
    ours: dict[tuple[str, Weights], dict[str, ContestScore]] = defaultdict(dict)
    advised: dict[str, dict[str, list[ContestScore]]] = defaultdict(lambda: defaultdict(list))
    for score in sheet.contests:
        if score.protocol not in _PROTOCOLS:
            continue
        if score.baseline == baseline:
            ours[score.condition, score.weights].setdefault(score.task, score)
        elif not is_house(score.baseline) and score.condition == _ADVICE:
            advised[score.baseline][score.task].append(score)
    return tuple(
        Rivalry(
            rival=rival,
            condition=condition,
            weights=weights,
            meetings=tuple(_meetings(rival, ours[condition, weights], advised[rival], sheet.tasks)),
        )
        for rival in _order(advised)
        for condition, weights in _starts(ours)
    )


def _order(rivals: Mapping[str, object]) -> list[str]:
    first = [each for each in ADVISED if each in rivals]
    return [*first, *(each for each in rivals if each not in first)]


def _starts(ours: Mapping[tuple[str, Weights], object]) -> list[tuple[str, Weights]]:
    """Return the default LR with averaged and last weights, then the wrong LRs with averaged ones, smallest first."""
    wrong = sorted({condition for condition, _ in ours} - {_ADVICE}, key=lambda each: float(each[1:]))
    asked = [(_ADVICE, Weights.AVERAGED), (_ADVICE, Weights.LAST), *((each, Weights.AVERAGED) for each in wrong)]
    return [each for each in asked if each in ours]


def _meetings(
    rival: str, ours: Mapping[str, ContestScore], theirs: Mapping[str, Sequence[ContestScore]], tasks: Sequence[str]
) -> Iterator[Meeting]:
    for task in tasks:
        if task in ours and task in theirs:
            best = min(theirs[task], key=lambda each: each.ratio)
            if set(ours[task].seeds) & set(best.seeds):
                yield _meeting(rival, ours[task], best)


def _meeting(rival: str, ours: ContestScore, theirs: ContestScore) -> Meeting:
    common = [seed for seed in ours.seeds if seed in theirs.seeds]
    mine, other = ([score.values[score.seeds.index(seed)] for seed in common] for score in (ours, theirs))
    error = math.hypot(_standard_error(mine), _standard_error(other))
    kind = "SGD's" if ours.task in _UNDER_SGD else "Adam's"
    means = sum(mine) / len(mine), sum(other) / len(other)
    return Meeting(
        task=ours.task,
        ours=means[0],
        theirs=means[1],
        error=error,
        seeds=len(common),
        same_kind=FIXED_KIND.get(rival, kind) == kind,
        verdict=_verdict(*means, error),
    )


def _standard_error(values: Sequence[float]) -> float:
    """Return the standard error of a mean; not a number for a single value, or where one is not finite."""
    count = len(values)
    if count < 2 or not all(map(math.isfinite, values)):  # noqa: PLR2004 - one value has no spread
        return math.nan
    mean = math.fsum(values) / count
    return math.sqrt(math.fsum((each - mean) ** 2 for each in values) / (count - 1) / count)


def _verdict(ours: float, theirs: float, error: float) -> Verdict:
    """Return who is ahead; who diverged is behind who did not, and level with who did too."""
    finite = math.isfinite(ours), math.isfinite(theirs)
    if not all(finite):
        return Verdict.LEVEL if not any(finite) else Verdict.AHEAD if finite[0] else Verdict.BEHIND
    if ours == theirs or abs(ours - theirs) <= error:
        return Verdict.LEVEL
    return Verdict.AHEAD if ours < theirs else Verdict.BEHIND
