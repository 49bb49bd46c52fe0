"""Many contests in one table: task by baseline, and condition by baseline, each cell a geometric mean."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import final

import numpy as np

from awarelr.benchmark.report.pairs import Pair
from awarelr.benchmark.report.shade import shade_of
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
        last: with the weights in place.
        averaged: with the averaged weights.
    """

    row: int
    column: int
    contests: int
    last: Tint
    averaged: Tint


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
        columns: names of the baselines, the best of the protocol's league first.
        rows: the lines.
    """

    protocol: int
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def by_task(sheet: Sheet, found: Iterable[Pair], protocol: str) -> Grid:
    """Return the table of a protocol's tasks, those of a cell's conditions pooled."""
    return _grid(sheet, found, protocol, lambda pair: pair.last.task, sheet.tasks)


def by_condition(sheet: Sheet, found: Iterable[Pair], protocol: str) -> Grid:
    """Return the table of a protocol's conditions, the tasks pooled."""
    return _grid(sheet, found, protocol, lambda pair: pair.last.condition, None)


def _grid(
    sheet: Sheet, found: Iterable[Pair], protocol: str, name: Callable[[Pair], str], names: Sequence[str] | None
) -> Grid:
    cells: defaultdict[tuple[str, str], list[Pair]] = defaultdict(list)
    for pair in found:
        if pair.last.protocol == protocol:
            cells[name(pair), pair.last.baseline].append(pair)
    present = dict.fromkeys(row for row, _ in cells)
    ordered = [each for each in names if each in present] if names is not None else list(present)
    columns = _columns(sheet, protocol)
    numbers = {each: number for number, each in enumerate(names or ordered)}
    return Grid(
        protocol=sheet.protocols.index(protocol),
        columns=columns,
        rows=tuple(
            Row(
                name=row,
                spots=tuple(
                    _spot(cells.get((row, each), []), numbers[row], sheet.baselines.index(each)) for each in columns
                ),
            )
            for row in ordered
        ),
    )


def _columns(sheet: Sheet, protocol: str) -> tuple[str, ...]:
    """Return the baselines that were scored in a protocol, in the order of its league."""
    return tuple(dict.fromkeys(line.baseline for line in sheet.standings if line.protocol == protocol))


def _spot(found: Sequence[Pair], row: int, column: int) -> Spot | None:
    if not found:
        return None
    return Spot(
        row=row,
        column=column,
        contests=len(found),
        last=_tint([pair.last.ratio for pair in found], [pair.last.disaster for pair in found]),
        averaged=_tint([pair.averaged.ratio for pair in found], [pair.averaged.disaster for pair in found]),
    )


def _tint(ratios: Sequence[float], disasters: Sequence[bool]) -> Tint:
    ratio = float(geo_mean(np.array(ratios)))
    return Tint(ratio=ratio, shade=shade_of(ratio), disasters=sum(disasters))
