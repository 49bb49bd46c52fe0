"""League tables: who did how well in a protocol, and at what cost."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from awarelr.benchmark.cells import Cell
from awarelr.benchmark.protocols import Contest, Reading
from awarelr.benchmark.score.bootstrap import interval
from awarelr.benchmark.score.contests import Scored
from awarelr.benchmark.score.profile import profile
from awarelr.benchmark.score.sheet import Standing
from awarelr.benchmark.score.shelf import Shelf
from awarelr.benchmark.score.summary import geo_mean, summarise
from awarelr.benchmark.score.weights import Weights

__all__ = ["ALL", "standings"]

ALL = "all"
"""Name of the league that takes in every quality of every protocol, one that several ask for once."""


def standings(contests: Sequence[Contest], scored: Iterable[Scored], shelf: Shelf) -> tuple[Standing, ...]:
    """Return every league table, in the order of the contests' protocols, the best first; `ALL` comes last.

    Args:
        contests: all that were asked.
        scored: those that could be scored.
        shelf: the records.
    """
    asked: defaultdict[tuple[str, str], dict[object, Contest]] = defaultdict(dict)
    for contest in contests:
        for league in _leagues_of(contest):
            asked[league, contest.baseline].setdefault(contest.figure, contest)
    found: defaultdict[tuple[str, str, Weights], dict[object, Scored]] = defaultdict(dict)
    for each in scored:
        for league in _leagues_of(each.contest):
            found[league, each.contest.baseline, each.score.weights].setdefault(each.contest.figure, each)
    order = [*dict.fromkeys(contest.protocol for contest in contests), ALL]
    lines = [
        _standing(league, list(members.values()), list(asked[league, baseline].values()), shelf)
        for (league, baseline, _), members in found.items()
    ]
    return tuple(sorted(lines, key=lambda line: (order.index(line.protocol), line.summary.geo_mean)))


def _leagues_of(contest: Contest) -> tuple[str, ...]:
    return (contest.protocol, ALL) if contest.reading is Reading.QUALITY else (contest.protocol,)


def _standing(league: str, members: Sequence[Scored], asked: Sequence[Contest], shelf: Shelf) -> Standing:
    ratios = np.array([each.score.ratio for each in members])
    low, high = interval(geo_mean(np.stack([each.resampled for each in members])))
    excesses = np.array([each.score.excess for each in members if each.score.excess is not None], dtype=np.float64)
    records = [shelf[cell] for cell in dict.fromkeys(_runs_of(asked)) if cell in shelf]
    memories = [record.peak_memory for record in records if record.peak_memory is not None]
    return Standing(
        protocol=league,
        baseline=members[0].score.baseline,
        weights=members[0].score.weights,
        contests=len(members),
        missing=len(asked) - len(members),
        summary=summarise(ratios, np.array([each.score.disaster for each in members])),
        low=low,
        high=high,
        excess=float(geo_mean(excesses)) if len(excesses) else None,
        profile=profile(ratios),
        runs=len(records),
        steps=sum(record.steps for record in records),
        seconds=sum(record.seconds for record in records),
        peak_memory=max(memories, default=None),
        faults=sum(record.fault is not None for record in records),
        diverged=sum(record.diverged for record in records),
    )


def _runs_of(contests: Iterable[Contest]) -> Iterator[Cell]:
    for contest in contests:
        for cell in contest.grid:
            yield from contest.runs(cell)
