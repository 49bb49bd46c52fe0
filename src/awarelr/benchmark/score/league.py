"""League tables: who did how well in a protocol, and at what cost."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import final

import numpy as np

from awarelr.benchmark.cells import Cell
from awarelr.benchmark.protocols import Contest, Reading
from awarelr.benchmark.score.bootstrap import interval
from awarelr.benchmark.score.contests import Scored
from awarelr.benchmark.score.ground import Ground, common_ground
from awarelr.benchmark.score.profile import profile
from awarelr.benchmark.score.question import key_of
from awarelr.benchmark.score.sheet import Standing
from awarelr.benchmark.score.shelf import Shelf
from awarelr.benchmark.score.summary import geo_mean, summarise
from awarelr.benchmark.score.weights import Weights

__all__ = ["ALL", "standings"]

ALL = "all"
"""Name of the league that takes in every quality of every protocol, one that several ask for once."""

_HOUSE = "aware"
_Scored = dict[tuple[str, object], Scored]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One contestant's part of a league: what it is scored in, and how many contests it was asked."""

    league: str
    scored: _Scored
    asked: int


def standings(contests: Sequence[Contest], scored: Iterable[Scored], shelf: Shelf) -> tuple[Standing, ...]:
    """Return every league table, in the order of the contests' protocols; `ALL` comes last.

    Ranked is who is scored on the whole of the league's common ground, best geometric mean first. The others follow
    without a place, most contests first: asked less, they would be compared on other, perhaps easier, questions.

    Args:
        contests: all that were asked.
        scored: those that could be scored.
        shelf: the records.
    """
    asked: defaultdict[tuple[str, str], set[object]] = defaultdict(set)
    for contest in contests:
        for league in _leagues_of(contest):
            asked[league, contest.baseline].add(key_of(contest))
    found: defaultdict[str, defaultdict[tuple[str, Weights], _Scored]] = defaultdict(lambda: defaultdict(dict))
    for each in scored:
        for league in _leagues_of(each.contest):
            found[league][each.contest.baseline, each.score.weights].setdefault(key_of(each.contest), each)
    lines: list[Standing] = []
    for league in (*dict.fromkeys(contest.protocol for contest in contests), ALL):
        members = found[league]
        ground = common_ground({baseline: keys for (baseline, _), keys in members.items()})
        house = members.get((_HOUSE, Weights.AVERAGED), {})
        whole = [
            _standing(_Line(league=league, scored=each, asked=len(asked[league, name])), ground, house, shelf)
            for (name, _), each in members.items()
        ]
        lines += sorted(whole, key=_place)
    return tuple(lines)


def _leagues_of(contest: Contest) -> tuple[str, ...]:
    return (contest.protocol, ALL) if contest.reading is Reading.QUALITY else (contest.protocol,)


def _place(line: Standing) -> tuple[bool, int, float]:
    return not line.ranked, 0 if line.ranked else -line.contests, line.summary.geo_mean


def _standing(line: _Line, ground: Ground, house: Mapping[tuple[str, object], Scored], shelf: Shelf) -> Standing:
    score = next(iter(line.scored.values())).score
    ranked = score.baseline in ground.ranked
    keys = [key for key in line.scored if not ranked or key in ground.keys]
    members = [line.scored[key] for key in keys]
    ratios = np.array([each.score.ratio for each in members])
    low, high = interval(geo_mean(np.stack([each.resampled for each in members])))
    excesses = np.array([each.score.excess for each in members if each.score.excess is not None], dtype=np.float64)
    records = [shelf[cell] for cell in dict.fromkeys(_runs_of(each.contest for each in members)) if cell in shelf]
    memories = [record.peak_memory for record in records if record.peak_memory is not None]
    return Standing(
        protocol=line.league,
        baseline=score.baseline,
        weights=score.weights,
        ranked=ranked,
        contests=len(members),
        left_out=len(line.scored) - len(members),
        missing=line.asked - len(line.scored),
        tasks=len({each.score.task for each in members}),
        seeds=min(len(each.score.seeds) for each in members),
        house=_mean_of(house, keys),
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


def _mean_of(scored: Mapping[tuple[str, object], Scored], keys: Collection[tuple[str, object]]) -> float | None:
    if not all(key in scored for key in keys):
        return None
    return float(geo_mean(np.array([scored[key].score.ratio for key in keys])))


def _runs_of(contests: Iterable[Contest]) -> Iterator[Cell]:
    for contest in contests:
        for cell in contest.grid:
            yield from contest.runs(cell)
