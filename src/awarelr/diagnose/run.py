"""One run of training as curves over an axis: sorted, cut where another run begins."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import final

from awarelr.core.signals.slope import slope_of
from awarelr.diagnose.columns import Role
from awarelr.diagnose.log import Log
from awarelr.diagnose.track import Track

__all__ = ["Curve", "Run", "runs_of"]

_MOST_RUNS = 20
_UNSORTED = 3
"""Falls of the axis that are no restarts from which a file counts as unsorted (*ours*)."""
_LEARNT = 16
"""Losses from which a fall of theirs can be seen (*ours*)."""
_SEEN = -5.0
"""The z of a line through them below which they fell (*ours*: in 2,600 series drawn at rest it ended at -4)."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A curve.

    Args:
        at: position of each value on the run's axis.
        values: the values, NaN and infinities included.
        each: how many records each value is the mean of.
    """

    at: Sequence[float]
    values: Sequence[float]
    each: int = 1


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run.

    Args:
        unit: what its axis counts: ``"step"``, ``"epoch"`` or ``"record"`` (from 1).
        train: training loss; None if it was not logged.
        validation: validation loss; None if it was not logged.
        lr: LR; None if it was not logged.
    """

    unit: str
    train: Curve | None = None
    validation: Curve | None = None
    lr: Curve | None = None

    @property
    def main(self) -> Curve:
        """The training loss, or the validation loss where there is no other."""
        return self.train or self.validation or Curve(at=(), values=())


def runs_of(log: Log) -> tuple[tuple[Run, ...], tuple[str, ...]]:
    """Return the runs of a log in their order, and what had to be done about its axis, one sentence each."""
    main = log.tracks.get(Role.TRAIN) or log.tracks[Role.VALIDATION]
    rows = [row for row, _ in main.points()]
    values = [value for _, value in main.points()]
    unit, axis = _axis(log, rows, values)
    cuts, notices = _cuts([axis.at(row) for row in rows], values, rows, unit)
    if len(cuts) > _MOST_RUNS:
        notices.append(f"{len(cuts) - _MOST_RUNS} earlier runs were left out")
    runs = []
    for begin, end in cuts[-_MOST_RUNS:]:
        curves = {
            role: _curve(track, axis, begin, end, ordered=unit != "record")
            for role, track in log.tracks.items()
            if role in (Role.TRAIN, Role.VALIDATION, Role.LR)
        }
        runs.append(
            Run(
                unit=unit,
                train=curves.get(Role.TRAIN),
                validation=curves.get(Role.VALIDATION),
                lr=curves.get(Role.LR),
            )
        )
    return tuple(runs), tuple(notices)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class _Axis:
    """Positions by row; without points the row itself, from 1."""

    rows: Sequence[int] = ()
    values: Sequence[float] = ()

    def at(self, row: int) -> float:
        if not self.rows:
            return float(row + 1)
        return self.values[max(bisect_right(self.rows, row) - 1, 0)]


def _axis(log: Log, rows: Sequence[int], values: Sequence[float]) -> tuple[str, _Axis]:
    """Return the axis: steps if they tell records apart, epochs if those do, the records' numbers otherwise.

    Steps that start again with every epoch tell nothing apart, nor do those that start again with the very same losses:
    the weights are never updated. Unless the losses fell before, then they are, and the same run was logged twice.
    """
    epochs = _points(log.tracks.get(Role.EPOCH))
    steps = _points(log.tracks.get(Role.STEP))
    for unit, axis, other in (("step", steps, epochs), ("epoch", epochs, None)):
        if not axis.rows:
            continue
        positions = [axis.at(row) for row in rows]
        distinct = len(set(positions))
        falls = [index for index in range(1, len(rows)) if positions[index] < positions[index - 1]]
        within = other is not None and other.rows and falls and _never_falls([other.at(row) for row in rows])
        again = any(values[index : index + 2] == values[:2] for index in falls) and not _fell(values[: falls[0]])
        if 2 * distinct * (len(falls) + 1) > len(rows) and distinct > 1 and not within and not again:
            return unit, axis
    if len(rows) and rows[-1] + 1 > len(rows):  # sparse rows: number the losses, not the lines
        return "record", _Axis(rows=rows, values=[index + 1.0 for index in range(len(rows))])
    return "record", _Axis()


def _points(track: Track | None) -> _Axis:
    points = [(row, value) for row, value in track.firsts() if math.isfinite(value)] if track else []
    return _Axis(rows=[row for row, _ in points], values=[value for _, value in points])


def _never_falls(values: Sequence[float]) -> bool:
    return all(after >= before for before, after in pairwise(values)) and values[-1] > values[0]


def _fell(values: Sequence[float]) -> bool:
    finite = [each for each in values if math.isfinite(each)]
    return len(finite) >= _LEARNT and slope_of(finite).z < _SEEN


def _cuts(
    at: Sequence[float], values: Sequence[float], rows: Sequence[int], unit: str
) -> tuple[list[tuple[int, int]], list[str]]:
    """Return the first and last row of each run."""
    last = 1 << 62
    falls = [index for index in range(1, len(at)) if at[index] < at[index - 1]]
    start = at[0] if at else 0.0
    reach = max(at, default=0.0) - start
    restarts = [index for index in falls if at[index] <= start + 0.02 * reach and at[index - 1] > start + 0.1 * reach]
    notices = []
    others = len(falls) - len(restarts)
    if others >= _UNSORTED and 10 * others > len(at):
        return [(0, last)], [f"the {unit}s are not in order: records were sorted by them"]
    fresh = [index for index in restarts if _begins(values, index)]
    if others:
        notices.append(f"the {unit}s go back {_times(others)} (a resumed run): the later records were kept")
    if fresh:
        notices.append(f"the {unit}s start again {_times(len(fresh))}: taken for {len(fresh) + 1} runs in one file")
    bounds = [0, *(rows[index] for index in fresh), last]
    return [(begin, end - 1) for begin, end in pairwise(bounds)], notices


def _begins(values: Sequence[float], index: int) -> bool:
    """True if the losses at a restart look like the start of the log rather than like what stands before it."""
    before, after, first = values[index - 1], values[index], values[0]
    if not all(map(math.isfinite, (before, after, first))):
        return True
    return abs(after - first) <= abs(after - before)


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"


def _curve(track: Track, axis: _Axis, begin: int, end: int, *, ordered: bool) -> Curve | None:
    points = [(axis.at(row), value) for row, value in track.points() if begin <= row <= end]
    if not points:
        return None
    if ordered:
        points = _ordered(points)
    return Curve(at=[at for at, _ in points], values=[value for _, value in points], each=track.each)


def _ordered(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Sort points in disorder; where they just go back a few times, drop what was overwritten."""
    falls = sum(after[0] < before[0] for before, after in pairwise(points))
    if falls >= _UNSORTED and 10 * falls > len(points):
        return sorted(points, key=lambda point: point[0])
    kept: list[tuple[float, float]] = []
    for point in points:
        if kept and point[0] < kept[-1][0]:
            while kept and kept[-1][0] >= point[0]:
                kept.pop()
        kept.append(point)
    return kept
