"""A run in a box 1,000 wide and 100 high: curves as SVG paths, bands and marks in percent of its width."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import final

from awarelr.core.diagnosis import Situation
from awarelr.render.report.axis import Axis
from awarelr.render.report.mark import MarkKind
from awarelr.render.report.record import Record
from awarelr.render.report.thinning import Bucket

__all__ = ["Band", "Drawing", "Spot", "bands_of", "drawing_of"]

_WIDE, _HIGH = 1000.0, 100.0
_CELLS = 300
"""Bands at most (*ours*)."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A stretch of one situation, or of the one that is named most where they flicker.

    Args:
        situation: the situation.
        first: its first reading.
        last: its last reading.
        left: its left edge in percent of the box.
        width: likewise its width.
    """

    situation: Situation
    first: int
    last: int
    left: float
    width: float


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A mark in its place: ``left`` in percent, ``words`` for who points at it, ``step`` of its decision."""

    kind: MarkKind
    left: float
    words: str
    step: int


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One run's curves, bands and marks.

    Args:
        loss: path of the mean loss; empty if there is none.
        spread: path around the lowest and the highest loss.
        validation: centres of the validation losses.
        lr: path of the LR.
        bands: its bands.
        spots: its marks.
    """

    loss: str
    spread: str
    validation: tuple[tuple[float, float], ...]
    lr: str
    bands: tuple[Band, ...]
    spots: tuple[Spot, ...]


def drawing_of(record: Record, loss: Axis, lr: Axis, span: tuple[int, int]) -> Drawing:
    """Place a run on axes that may be shared by several.

    Args:
        record: the run.
        loss: axis of the losses.
        lr: axis of the LR.
        span: first and last reading of the box.
    """
    first, last = span
    across = last - first + 1

    def x(t: float) -> float:
        return (t - first + 0.5) / across

    def place(points: Sequence[tuple[float, float]], axis: Axis) -> str:
        return " ".join(f"{_WIDE * x(t):.1f} {_HIGH * (1.0 - axis.at(value)):.1f}" for t, value in points)

    curves = _losses(record.buckets)
    return Drawing(
        loss=f"M{place(curves.means, loss)}" if curves.means else "",
        spread=f"M{place([*curves.highs, *reversed(curves.lows)], loss)}Z" if curves.means and record.size > 1 else "",
        validation=tuple(
            (round(100.0 * x(each.decision.t), 2), round(100.0 * (1.0 - loss.at(each.reading.validation or 0.0)), 1))
            for bucket in record.buckets
            for each in bucket.validations
        ),
        lr=f"M{place(list(_lrs(record.buckets)), lr)}",
        bands=tuple(bands_of(record, first, across)),
        spots=tuple(
            Spot(
                kind=mark.kind,
                left=round(100.0 * x(mark.entry.decision.t), 2),
                words=f"step {mark.entry.decision.t:,}"
                + (f" to {mark.last:,}, {mark.times:,} x" if mark.times > 1 else "")
                + f": {mark.kind.words}",
                step=mark.entry.decision.t,
            )
            for mark in record.marks
        ),
    )


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class _Curves:
    """Points of the mean, the lowest and the highest loss, a stretch each."""

    means: list[tuple[float, float]]
    lows: list[tuple[float, float]]
    highs: list[tuple[float, float]]


def _losses(buckets: Sequence[Bucket]) -> _Curves:
    curves = _Curves(means=[], lows=[], highs=[])
    for bucket in buckets:
        if bucket.loss_low is not None and bucket.loss_high is not None:
            middle = (bucket.first.decision.t + bucket.last.decision.t) / 2.0
            low, high = bucket.loss_low.reading.loss, bucket.loss_high.reading.loss
            curves.means.append((middle, bucket.total / bucket.losses))
            curves.lows.append((middle, math.nan if low is None else low))
            curves.highs.append((middle, math.nan if high is None else high))
    return curves


def _lrs(buckets: Sequence[Bucket]) -> Iterator[tuple[float, float]]:
    """Yield the LR that each kept decision leaves behind; an LR of 0 has no place on a log axis."""
    for bucket in buckets:
        for entry in bucket.kept():
            if entry.decision.written_lr > 0.0:
                yield entry.decision.t, entry.decision.written_lr


def bands_of(record: Record, first: int, across: int) -> Iterator[Band]:
    """Yield the bands in order, in percent of a box that begins at ``first`` and is ``across`` readings wide."""
    each = math.ceil(len(record.buckets) / _CELLS)
    open_band: tuple[Situation, int, int] | None = None
    for begin in range(0, len(record.buckets), each):
        cell = record.buckets[begin : begin + each]
        situation = _most_named(cell)
        start, end = cell[0].first.decision.t, cell[-1].last.decision.t
        if open_band is not None and open_band[0] is situation:
            open_band = (situation, open_band[1], end)
            continue
        if open_band is not None:
            yield _band(open_band, first, across)
        open_band = (situation, start, end)
    if open_band is not None:
        yield _band(open_band, first, across)


def _band(stretch: tuple[Situation, int, int], first: int, across: int) -> Band:
    situation, start, end = stretch
    left, width = 100.0 * (start - first) / across, 100.0 * (end - start + 1) / across
    return Band(situation=situation, first=start, last=end, left=round(left, 3), width=round(width, 3))


def _most_named(cell: Sequence[Bucket]) -> Situation:
    counts: dict[Situation, int] = {}
    for bucket in cell:
        for situation, count in bucket.counts.items():
            counts[situation] = counts.get(situation, 0) + count
    return max(counts, key=lambda situation: counts[situation])
