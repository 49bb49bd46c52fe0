"""Two runs beside each other."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import final

from awarelr.diagnose.report import Examined, Report
from awarelr.diagnose.run import Curve
from awarelr.diagnose.view import View, view_of
from awarelr.diagnose.words import number, place

__all__ = ["Comparison", "compare"]

_LEAST = 3


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What two runs have to do with each other.

    Args:
        identical: True if they have the very same losses as far as both go.
        lr_differs: True if their LRs differ; None if one of them is not known.
        sentence: the same for a person, one sentence without a final stop.
        advice: what to try next.
        evidence: name of each number to its value.
    """

    identical: bool
    lr_differs: bool | None
    sentence: str
    advice: str
    evidence: Mapping[str, float]


def compare(first: Report, second: Report) -> Comparison:
    """Compare the last run of each log.

    Source: TRACE#5: the same losses at an LR of 1e-5 and of 0, because the weights were never updated.
    """
    one, other = first.runs[-1], second.runs[-1]
    left, right = _view(one), _view(other)
    common = min(len(left.curve.values), len(right.curve.values))
    same = next((at for at in range(common) if not _equal(left, right, at)), common)
    differs = _lr_differs(one.run.lr, other.run.lr)
    evidence = {"common": float(common), "same": float(same)}
    if same == common and common >= _LEAST:
        return _identical(differs, evidence, common)
    return _apart((left, right), (first.name, second.name), differs, evidence)


def _view(examined: Examined) -> View:
    return view_of(examined.run.main, examined.run.unit, "loss")


def _equal(left: View, right: View, at: int) -> bool:
    one, other = left.curve.values[at], right.curve.values[at]
    return one == other or (one != one and other != other)  # noqa: PLR0124 - both NaN


def _lr_differs(one: Curve | None, other: Curve | None) -> bool | None:
    if one is None or other is None:
        return None
    return any(a != b for a, b in zip(one.values, other.values, strict=False))


def _identical(differs: bool | None, evidence: Mapping[str, float], common: int) -> Comparison:  # noqa: FBT001
    if differs:
        words = f"identical though the LR differs: all {common:,} losses are the same to the last digit"
        advice = "The weights are never updated: check that optimizer.step() is reached and holds this model's weights."
    elif differs is None:
        words = f"identical: all {common:,} losses are the same to the last digit"
        advice = "If their LRs differed, the weights are never updated; otherwise they have the same seed and settings."
    else:
        words = f"identical, and so are their LRs: all {common:,} losses are the same to the last digit"
        advice = "The same run twice, or the same seed and settings."
    return Comparison(identical=True, lr_differs=differs, sentence=words, advice=advice, evidence=evidence)


def _apart(
    views: tuple[View, View],
    names: tuple[str, str],
    differs: bool | None,  # noqa: FBT001
    evidence: Mapping[str, float],
) -> Comparison:
    ends = [_level(view.values) for view in views]
    known = [end for end in ends if end is not None]
    if len(known) < len(ends):
        words = "at least one of the two has no finite loss at its end, so that their ends cannot be compared"
        return Comparison(identical=False, lr_differs=differs, sentence=words, advice="", evidence=evidence)
    low = known.index(min(known))
    begun = int(evidence["same"])
    apart = f"; their first {begun:,} losses are identical" if begun >= _LEAST else ""
    reached = _reaches(views[low], known[1 - low])
    sooner = f"; it came below the other's end at {place(views[low].unit, reached)}" if reached is not None else ""
    words = f"{names[low]} ends lower, at {number(known[low])} against {number(known[1 - low])}{sooner}{apart}"
    if known[0] == known[1]:
        words = f"both end at {number(known[0])}{apart}"
    numbers = {**evidence, "end_first": known[0], "end_second": known[1]}
    return Comparison(identical=False, lr_differs=differs, sentence=words, advice="", evidence=numbers)


def _level(values: Sequence[float]) -> float | None:
    return statistics.median(values[-9:]) if values else None


def _reaches(view: View, goal: float) -> float | None:
    return next((at for at, value in zip(view.at, view.values, strict=True) if value <= goal), None)
