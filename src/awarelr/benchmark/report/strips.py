"""The runs' curves, thinned and packed, one strip of numbers a task: a page opens a strip when it is asked for."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import NDArray

from awarelr.benchmark.curve import Curve
from awarelr.benchmark.record import Record
from awarelr.benchmark.report.packing import pack_numbers

__all__ = ["Strand", "strand_of", "strip", "thinned"]

_MOST_POINTS = 100
_LARGEST = 1e30


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Strand:
    """One run's part of a strip.

    Args:
        points: how many points its curve has.
        measurements: how many measurements.
        numbers: steps, losses and LRs of the points; then steps, measures with last and with averaged weights.
    """

    points: int
    measurements: int
    numbers: Sequence[float]


def thinned(curve: Curve, *, most: int = _MOST_POINTS) -> Curve:
    """Return a curve with neighbouring points merged until there are few enough.

    The merged loss is the mean, the LR that of the last, so that a point says what it said before.

    Args:
        curve: of a run.
        most: most points that are left.

    Example:
        >>> thinned(Curve(steps=(1, 2, 3), loss=(4.0, 2.0, 1.0), lr=(0.1, 0.2, 0.3)), most=2)
        Curve(steps=(2, 3), loss=(3.0, 1.0), lr=(0.2, 0.3))
    """
    each = math.ceil(len(curve.steps) / most)
    if each <= 1:
        return curve
    starts = range(0, len(curve.steps), each)
    ends = [min(start + each, len(curve.steps)) for start in starts]
    return Curve(
        steps=tuple(curve.steps[end - 1] for end in ends),
        loss=tuple(sum(curve.loss[start:end]) / (end - start) for start, end in zip(starts, ends, strict=True)),
        lr=tuple(curve.lr[end - 1] for end in ends),
    )


def strand_of(record: Record) -> Strand:
    """Return the numbers of a run."""
    curve = thinned(record.curve)
    measured = record.evaluations
    numbers = [
        *(*curve.steps, *curve.loss, *curve.lr),
        *(*(each.step for each in measured), *(each.last for each in measured), *(each.averaged for each in measured)),
    ]
    return Strand(points=len(curve.steps), measurements=len(measured), numbers=numbers)


def strip(strands: Iterable[Strand]) -> str:
    """Return the numbers of many runs, one after the other, packed; what is too large for a curve is infinite."""
    flat = np.array([each for strand in strands for each in strand.numbers], dtype=np.float64)
    return pack_numbers(_single(flat))


def _single(values: NDArray[np.float64]) -> NDArray[np.float32]:
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(values) > _LARGEST, np.inf, values).astype(np.float32)
