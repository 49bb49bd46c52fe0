"""Many contests in one table: task by baseline, and condition by baseline, each cell a geometric mean."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import final

import numpy as np

from awarelr.benchmark.report.pairs import Pair
from awarelr.benchmark.report.shade import shade_of
from awarelr.benchmark.score.gaps import absent
from awarelr.benchmark.score.sheet import Sheet
from awarelr.benchmark.score.summary import geo_mean

__all__ = ["Grid", "Row", "Spot", "Tint", "by_condition", "by_task"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Tint:
    """What a cell of a table shows for one kind of weights.

    Args:
        ratio: geometric mean of the ratios.
        shade: number of its shade.
        disasters: how many of the contests are one.
    """

    ratio: float
    shade: int
    disasters: int


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A cell of a table.

    Args:
        row: index of its task or condition among the sheet's, or the grid's.
        column: index of its baseline among the sheet's.
        contests: how many are behind it.
        asked: how many there would be.
        seeds: fewest seeds behind one of them.
        seeds_asked: how many there would be.
        last: with the weights in place.
        averaged: with the averaged weights.
    """

    row: int
    column: int
    contests: int
    asked: int
    seeds: int
    seeds_asked: int
    last: Tint
    averaged: Tint

    @property
    def lacks(self) -> str:
        """What it rests on where that is less than asked, such as ``"1 of 4, 2 seeds"``; empty where it is whole."""
        contests = f"{self.contests} of {self.asked}" if self.contests < self.asked else ""
        seeds = f"{self.seeds} {'seed' if self.seeds == 1 else 'seeds'}" if self.seeds < self.seeds_asked else ""
        return ", ".join(filter(None, (contests, seeds)))


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of a table; None where nothing is scored."""

    name: str
    spots: tuple[Spot | None, ...]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table of ratios.

    Args:
        protocol: index of the protocol among the sheet's.
        columns: names of the baselines: those with a place in the protocol's league, the best first, then those without
            one, then those of which nothing is recorded.
        ranked: how many of the columns have a place.
        rows: the lines; one for whatever is asked, scored or not.
    """

    protocol: int
    columns: tuple[str, ...]
    ranked: int
    rows: tuple[Row, ...]


def by_task(sheet: Sheet, found: Iterable[Pair], protocol: str) -> Grid:
    """Return the table of a protocol's tasks, those of a cell's conditions pooled."""
    asked = {each.task: len(each.conditions) for each in sheet.questions if each.protocol == protocol}
    return _grid(sheet, found, protocol, lambda pair: pair.last.task, asked)


def by_condition(sheet: Sheet, found: Iterable[Pair], protocol: str) -> Grid:
    """Return the table of a protocol's conditions, the tasks pooled."""
    asked = Counter(name for each in sheet.questions if each.protocol == protocol for name in each.conditions)
    return _grid(sheet, found, protocol, lambda pair: pair.last.condition, asked)


def _grid(
    sheet: Sheet, found: Iterable[Pair], protocol: str, name: Callable[[Pair], str], asked: Mapping[str, int]
) -> Grid:
    cells: defaultdict[tuple[str, str], list[Pair]] = defaultdict(list)
    for pair in found:
        if pair.last.protocol == protocol:
            cells[name(pair), pair.last.baseline].append(pair)
    league = [line for line in sheet.standings if line.protocol == protocol]
    columns = (*dict.fromkeys(line.baseline for line in league), *absent(sheet, protocol))
    places = {each: number for number, each in enumerate(sheet.tasks)}
    return Grid(
        protocol=sheet.protocols.index(protocol),
        columns=columns,
        ranked=len({line.baseline for line in league if line.ranked}),
        rows=tuple(
            Row(
                name=row,
                spots=tuple(
                    _spot(
                        cells.get((row, each), []),
                        (places.get(row, number), sheet.baselines.index(each)),
                        count,
                        len(sheet.seeds),
                    )
                    for each in columns
                ),
            )
            for number, (row, count) in enumerate(asked.items())
        )
        if cells
        else (),
    )


def _spot(found: Sequence[Pair], place: tuple[int, int], asked: int, seeds: int) -> Spot | None:
    if not found:
        return None
    return Spot(
        row=place[0],
        column=place[1],
        contests=len(found),
        asked=asked,
        seeds=min(len(pair.last.seeds) for pair in found),
        seeds_asked=seeds,
        last=_tint([pair.last.ratio for pair in found], [pair.last.disaster for pair in found]),
        averaged=_tint([pair.averaged.ratio for pair in found], [pair.averaged.disaster for pair in found]),
    )


def _tint(ratios: Sequence[float], disasters: Sequence[bool]) -> Tint:
    ratio = float(geo_mean(np.array(ratios)))
    return Tint(ratio=ratio, shade=shade_of(ratio), disasters=sum(disasters))
