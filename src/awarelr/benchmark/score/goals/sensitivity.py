"""How much the LR that is given matters, and how many steps a wrong one costs."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from awarelr.benchmark.cells import Cell
from awarelr.benchmark.protocols import Contest
from awarelr.benchmark.record import Record
from awarelr.benchmark.score.contests import drawn_seeds
from awarelr.benchmark.score.goal import Figure, Goal, Unit
from awarelr.benchmark.score.goals.evidence import Evidence
from awarelr.benchmark.score.goals.sample import LEAST, Sample, sample_of
from awarelr.benchmark.score.goals.statistics import median
from awarelr.benchmark.score.shelf import value_at
from awarelr.benchmark.score.target import steps_to_target
from awarelr.benchmark.score.weights import Weights
from awarelr.benchmark.tasks import TASKS, Measure

__all__ = ["sensitivity", "steps_lost"]

_SENSITIVITY, _LOST = 1.10, 0.08
_WRONG, _RIGHT = 1e-4, 1.0
_HALF = 0.5
_FEWEST = 3  # measurements: with start and end alone there is no way between them


def sensitivity(evidence: Evidence) -> Iterator[Goal]:
    """Yield the worst final measure over the best, over the LRs given, of the median task."""
    asked = evidence.asked("wrong_lr")
    conditions = len({contest.condition for contest in asked})
    if conditions > 1:
        averaged, last = (_spread(evidence, asked, conditions, weights) for weights in (Weights.AVERAGED, Weights.LAST))
        yield Goal(
            protocol="wrong_lr",
            name="LR sensitivity: worst / best LR, median task",
            unit=Unit.RATIO,
            bound=_SENSITIVITY,
            upward=False,
            averaged=averaged,
            last=last,
        )


def _spread(evidence: Evidence, asked: Sequence[Contest], conditions: int, weights: Weights) -> Figure | None:
    sample = sample_of(evidence.scored(asked, weights))
    spread = sample.by_task(conditions, lambda rows: rows.max(axis=0) / np.maximum(rows.min(axis=0), LEAST))
    return spread.figure(median, len({contest.task for contest in asked}))


def steps_lost(evidence: Evidence) -> Iterator[Goal]:
    """Yield how far the run from an LR 10,000 x too small lags behind that from the default LR, as a share of the run.

    It is how much later the one is as good as the other is half way; never counts as the whole run. Half way, because
    near the end measures hardly move, and the smallest difference would be many steps. Mean over seeds and tasks; not
    of online tasks, whose measure is a mean over the past. The definition is *ours*.
    """
    asked = [each for each in evidence.asked("wrong_lr") if each.asked == (_WRONG,) and not _online(each.task)]
    if asked:
        averaged, last = (_lag(evidence, asked, weights) for weights in (Weights.AVERAGED, Weights.LAST))
        yield Goal(
            protocol="wrong_lr",
            name="steps lost from x0.0001, share of the run",
            unit=Unit.SHARE,
            bound=_LOST,
            upward=False,
            averaged=averaged,
            last=last,
        )


def _lag(evidence: Evidence, asked: Sequence[Contest], weights: Weights) -> Figure | None:
    rows, seeds = {}, []
    for contest in asked:
        lags = list(_lags(evidence, contest, weights))
        if lags:
            values = np.array(lags)
            rows[contest.task] = np.concatenate([[values.mean()], values @ drawn_seeds(contest.task, len(lags))])
            seeds.append(len(lags))
    sample = Sample(
        tasks=tuple(rows),
        conditions=("",) * len(rows),
        table=np.array(list(rows.values())),
        disasters=np.zeros(len(rows), dtype=bool),
        seeds=min(seeds, default=0),
    )
    return sample.figure(lambda table: np.asarray(table.mean(axis=0)), len(asked))


def _lags(evidence: Evidence, contest: Contest, weights: Weights) -> Iterator[float]:
    """Yield, for each seed of which both runs are recorded on the way, how much later the wrong one is half way."""
    for wrong in contest.runs(contest.grid[0]):
        right: Cell = replace(wrong, multiplier=_RIGHT)
        if wrong not in evidence.shelf or right not in evidence.shelf:
            continue
        late, early = evidence.shelf[wrong], evidence.shelf[right]
        if _measured(late) and _measured(early):
            aim = value_at(early, weights, _HALF)
            yield min(_arrival(late, weights, aim) - _HALF, 1.0)


def _measured(record: Record) -> bool:
    return record.fault is not None or len(record.evaluations) >= _FEWEST


def _arrival(record: Record, weights: Weights, target: float) -> float:
    steps = [each.step for each in record.evaluations]
    values = [each.last if weights is Weights.LAST else each.averaged for each in record.evaluations]
    return steps_to_target(steps, values, target) / record.steps


def _online(task: str) -> bool:
    return TASKS[task].measure is Measure.ONLINE_LOSS
