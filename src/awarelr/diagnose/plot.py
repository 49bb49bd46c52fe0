"""A run's curves as points for a drawing: thinned with peaks kept, scaled to a box."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import final

from awarelr.diagnose.report import Examined
from awarelr.diagnose.run import Curve

__all__ = ["HEIGHT", "WIDTH", "Band", "Drawing", "drawing_of"]

WIDTH, HEIGHT = 860.0, 220.0
"""The box, in the drawing's units."""
_COLUMNS = 430
_LOGARITHMIC = 30.0
"""Ratio of the highest to the lowest loss from which the axis is logarithmic (*ours*)."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One stretch of the run in the box: left edge, width, label, and whether it is healthy."""

    x: float
    width: float
    label: str
    healthy: bool


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One run's drawing.

    Args:
        train: points of the training loss, as SVG writes them; empty if there is none.
        validation: points of the validation loss.
        bands: its situations.
        low: loss at the bottom.
        high: loss at the top.
        logarithmic: True if the axis is.
    """

    train: str
    validation: str
    bands: tuple[Band, ...]
    low: float
    high: float
    logarithmic: bool


def drawing_of(examined: Examined) -> Drawing | None:
    """Return the drawing of a run; None if it has no two finite losses."""
    run = examined.run
    curves = [curve for curve in (run.train, run.validation) if curve is not None]
    finite = sorted(value for curve in curves for value in curve.values if abs(value) < 1e150)  # noqa: PLR2004
    if len(finite) < 2:  # noqa: PLR2004 - a line has two ends
        return None
    logarithmic = finite[0] > 0.0 and finite[-1] > _LOGARITHMIC * finite[0]
    low, high = finite[0], finite[-1]
    first, last = run.main.at[0], run.main.at[-1]
    across = WIDTH / (last - first) if last > first else 0.0
    bands = tuple(_bands(examined, first, across))
    frame = (first, across, low, high)
    return Drawing(
        train=_points(run.train, frame, logarithmic=logarithmic),
        validation=_points(run.validation, frame, logarithmic=logarithmic),
        bands=bands,
        low=low,
        high=high,
        logarithmic=logarithmic,
    )


def _bands(examined: Examined, first: float, across: float) -> Iterator[Band]:
    """Yield the healthy stretches, each up to the next one, and whatever needs mending."""
    stretches = examined.timeline
    ends = [*(each.start for each in stretches[1:]), stretches[-1].end if stretches else first]
    for each, end in zip(stretches, ends, strict=False):
        if each.healthy:
            yield _band(each.label, (each.start - first) * across, (end - first) * across, healthy=True)
    for finding in examined.findings:
        if not finding.kind.healthy:
            left, right = (finding.start - first) * across, (finding.end - first) * across
            yield _band(finding.kind.label, left, right, healthy=False)


def _band(label: str, left: float, right: float, *, healthy: bool) -> Band:
    return Band(x=round(left, 1), width=round(max(right - left, 1.0), 1), label=label, healthy=healthy)


def _points(curve: Curve | None, frame: Sequence[float], *, logarithmic: bool) -> str:
    if curve is None:
        return ""
    first, across, low, high = frame
    points = []
    for at, value in _thinned(curve):
        share = math.log(value / low) / math.log(high / low) if logarithmic else (value - low) / (high - low or 1.0)
        points.append(f"{(at - first) * across:.1f},{HEIGHT * (1.0 - share):.1f}")
    return " ".join(points)


def _thinned(curve: Curve) -> list[tuple[float, float]]:
    """Return the lowest and the highest value of each column, in their order."""
    pairs = [(at, value) for at, value in zip(curve.at, curve.values, strict=True) if abs(value) < 1e150]  # noqa: PLR2004
    each = math.ceil(len(pairs) / _COLUMNS)
    if each <= 2:  # noqa: PLR2004 - two values a column are all that is kept
        return pairs
    kept = []
    for begin in range(0, len(pairs), each):
        some = pairs[begin : begin + each]
        kept += sorted({min(some, key=lambda pair: pair[1]), max(some, key=lambda pair: pair[1])})
    return kept
