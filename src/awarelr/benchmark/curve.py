"""What happened along a run, thinned to what a plot can show."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import final

from awarelr.errors import StateError

__all__ = ["Curve", "Evaluation", "decode_curve", "thin"]

_MOST_POINTS = 200
_DIGITS = 6


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The task's measure at one moment of a run; `Curve` holds the training loss between such moments.

    Args:
        step: steps made by then; 0 is before the first.
        last: with the weights in place.
        averaged: with the averaged weights.
    """

    step: int
    last: float
    averaged: float


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Training loss and LR over a run, at most 200 points; `Evaluation` is the measure that counts.

    Args:
        steps: last step of each point's stretch.
        loss: mean training loss over the stretch; not finite if one of its losses was not.
        lr: LR in force at the stretch's last step.
    """

    steps: tuple[int, ...] = ()
    loss: tuple[float, ...] = ()
    lr: tuple[float, ...] = ()


def thin(losses: Sequence[float], lrs: Sequence[float], *, most: int = _MOST_POINTS) -> Curve:
    """Return the curve of a run, its steps cut into stretches of nearly equal length.

    Args:
        losses: training loss of every step, from step 1.
        lrs: LR in force at every step.
        most: most points.

    Example:
        >>> thin([4.0, 2.0, 1.0, 1.0], [0.1, 0.1, 0.1, 0.2], most=2)
        Curve(steps=(2, 4), loss=(3.0, 1.0), lr=(0.1, 0.2))
    """
    count = len(losses)
    points = min(most, count)
    ends = [round(count * (point + 1) / points) for point in range(points)]
    starts = [0, *ends[:-1]]
    return Curve(
        steps=tuple(ends),
        loss=tuple(_short(_mean(losses[start:end])) for start, end in zip(starts, ends, strict=True)),
        lr=tuple(_short(lrs[end - 1]) for end in ends),
    )


def decode_curve(data: object) -> Curve:
    """Return the curve that the codec wrote; the same as its own reading, a dozen times as fast over 600 numbers.

    Raises:
        StateError: it is no curve.
    """
    names = tuple(each.name for each in fields(Curve))
    if not isinstance(data, dict) or sorted(data) != sorted(names):
        raise StateError(f"curve must have exactly the keys {', '.join(names)}. The file is damaged.")
    lists = [data[name] for name in names]
    if not all(isinstance(each, list) for each in lists):
        raise StateError("curve must be of lists. The file is damaged.")
    steps, loss, lr = lists
    if not all(type(each) is int for each in steps) or not all(map(_is_number, [*loss, *lr])):
        raise StateError("curve must be of numbers. The file is damaged.")
    return Curve(steps=tuple(steps), loss=tuple(map(float, loss)), lr=tuple(map(float, lr)))


def _is_number(value: object) -> bool:
    return type(value) is float or type(value) is int or value in {"NaN", "Infinity", "-Infinity"}


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values) if all(map(math.isfinite, values)) else math.nan


def _short(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")
