"""Scoring one contest against its yardstick."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import final

import numpy as np
from numpy.typing import NDArray

from awarelr.benchmark.cells import Cell
from awarelr.benchmark.protocols import Contest, Reading
from awarelr.benchmark.record import Record
from awarelr.benchmark.score.bootstrap import interval, resamples
from awarelr.benchmark.score.floor import excess_ratio
from awarelr.benchmark.score.ratio import DISASTER, ratios
from awarelr.benchmark.score.sheet import ContestScore
from awarelr.benchmark.score.shelf import Shelf
from awarelr.benchmark.score.target import steps_to_target
from awarelr.benchmark.score.weights import Weights
from awarelr.benchmark.score.yardstick import Yardstick, best_of

__all__ = ["RESAMPLES", "Scored", "drawn_seeds", "score_contest"]

RESAMPLES = 500
"""How often seeds are drawn anew."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A contest's score and what it would have been with other draws of the seeds.

    Args:
        contest: what was asked.
        score: how it ended.
        resampled: its ratio in each resample.
    """

    contest: Contest
    score: ContestScore
    resampled: NDArray[np.float64]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """Values read, rows as alternatives, columns as seeds; their divisor, and the divisor in each resample."""

    values: NDArray[np.float64]
    reference: float
    resampled: NDArray[np.float64]


def score_contest(
    contest: Contest, weights: Weights, shelf: Shelf, yardstick: Yardstick, floor: float | None
) -> Scored | None:
    """Score a contest on the seeds that it and its yardstick have in common.

    Args:
        contest: what was asked.
        weights: the weights that are judged.
        shelf: the records.
        yardstick: what it is compared with.
        floor: the least that the measure can be, or None if that is not known.

    Returns:
        The score, or None if no seed is complete.
    """
    common = yardstick.reference.seeds
    seeds = tuple(seed for seed in common if shelf.has(replace(cell, seed=seed) for cell in contest.grid))
    if not seeds:
        return None
    runs = [[replace(cell, seed=seed) for seed in seeds] for cell in contest.grid]
    columns = [common.index(seed) for seed in seeds]
    reading = _read(contest, weights, shelf, yardstick, runs, columns)
    compared = ratios(reading.values, reading.reference)
    best = best_of(compared.mean(axis=1))
    drawn = drawn_seeds(contest.task, len(seeds))
    spread = ratios(reading.values[:, :, None], reading.resampled)
    resampled = np.einsum("asb,sb->ab", spread, drawn).min(axis=0)
    low, high = interval(resampled)
    records = [shelf[cell] for cell in runs[best]]
    ratio = float(compared[best].mean())
    score = ContestScore(
        protocol=contest.protocol,
        task=contest.task,
        baseline=contest.baseline,
        weights=weights,
        condition=contest.condition,
        reading=contest.reading,
        multiplier=contest.grid[best].multiplier,
        seeds=seeds,
        values=tuple(map(float, reading.values[best])),
        reference=reading.reference,
        ratio=ratio,
        low=low,
        high=high,
        excess=_excess(contest, reading, best, floor),
        disaster=ratio > DISASTER or any(map(_broken, records)),
        keys=tuple(record.key for record in records),
    )
    return Scored(contest=contest, score=score, resampled=resampled)


def _read(
    contest: Contest,
    weights: Weights,
    shelf: Shelf,
    yardstick: Yardstick,
    runs: Sequence[Sequence[Cell]],
    columns: Sequence[int],
) -> _Reading:
    if contest.reading is Reading.STEPS_TO_TARGET:
        rows = [[_arrival(shelf[cell], weights, yardstick.target) for cell in row] for row in runs]
        budget = float(yardstick.steps)
        return _Reading(values=np.array(rows), reference=budget, resampled=np.full(RESAMPLES, budget))
    table = yardstick.table[:, columns]
    return _Reading(
        values=shelf.values(runs, weights, contest.moment),
        reference=float(table.mean(axis=1).min()),
        resampled=(table @ drawn_seeds(contest.task, len(columns))).min(axis=0),
    )


def _arrival(record: Record, weights: Weights, target: float) -> float:
    steps = [each.step for each in record.evaluations]
    values = [each.last if weights is Weights.LAST else each.averaged for each in record.evaluations]
    return steps_to_target(steps, values, target)


@cache
def drawn_seeds(task: str, seeds: int) -> NDArray[np.float64]:
    """Return the resamples of a task's seeds: the same for all its contests, others for another task.

    Args:
        task: name of the task.
        seeds: how many seeds there are.
    """
    return resamples(seeds, count=RESAMPLES, draw=np.random.default_rng([seeds, *task.encode()]))


def _excess(contest: Contest, reading: _Reading, best: int, floor: float | None) -> float | None:
    mean = float(reading.values[best].mean())
    if floor is None or contest.reading is not Reading.QUALITY or not np.isfinite(mean):
        return None
    return excess_ratio(mean, reading.reference, floor)


def _broken(record: Record) -> bool:
    return record.fault is not None or record.diverged or record.dead
