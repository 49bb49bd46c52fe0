"""What the LR column says by itself: an LR of zero, an LR that something else wrote."""

import math
from collections.abc import Sequence
from itertools import pairwise

from awarelr.diagnose.finding import Finding, Kind
from awarelr.diagnose.run import Curve, Run
from awarelr.diagnose.words import number, place

__all__ = ["lr_findings"]

_LEAST = 3
_JUMP = 8.0
"""Least factor of a jump that no schedule makes (*ours*)."""
_STEADY = 3
"""Records for which the LR then stays where it was put."""
_RETURNS = 3


def lr_findings(run: Run) -> list[Finding]:
    """Name an LR of zero, one that jumps far up and stays there, and one that is set back to the same value.

    Source: LlamaFactory#1515 and transformers#33086 show an LR of zero, Llama-X#30 one that sticks far above its goal,
        keras PR#8829 a callback that overwrites it every epoch.
    """
    curve = run.lr
    if curve is None or len(curve.values) < _LEAST or not all(map(math.isfinite, curve.values)):
        return []
    return _zero(run, curve) or _jump(run, curve) or _set_back(curve)


def _zero(run: Run, curve: Curve) -> list[Finding]:
    values = curve.values
    zeros = [index for index, value in enumerate(values) if value == 0.0]
    if len(zeros) == len(values):
        return [_stands(run, curve, 0, "LR is 0: nothing can be learned", len(zeros), 1.0)]
    tail = len(values) - next((back for back, value in enumerate(reversed(values)) if value != 0.0), 0)
    length = len(values) - tail
    if length >= max(_LEAST, len(values) // 10) and values[tail - 1] > 0.05 * max(values):
        words = f"LR is 0 from {place(run.unit, curve.at[tail])} on: nothing is learned any more"
        return [_stands(run, curve, tail, words, length, 0.95)]
    return []


def _stands(run: Run, curve: Curve, first: int, sentence: str, count: int, confidence: float) -> Finding:
    return Finding(
        kind=Kind.LR_ZERO,
        start=curve.at[first],
        end=curve.at[-1],
        ongoing=True,
        sentence=f"{sentence} ({count:,} records, whatever the {run.unit}s show is noise)",
        advice="Look for who sets the LR: a scheduler built with zero total or too few steps, a warm-up that never "
        "advances, or a second owner of the LR (the framework's configuration beside your scheduler).",
        confidence=confidence,
        evidence={"lr": 0.0, "records": float(count)},
    )


def _jump(run: Run, curve: Curve) -> list[Finding]:
    values = curve.values
    for index in range(_STEADY, len(values) - _STEADY + 1):
        before, after = values[index - 1], values[index]
        steps = [abs(values[each] - values[each - 1]) for each in range(max(1, index - 10), index)]
        steady = len(set(values[index : index + _STEADY])) == 1
        if before > 0.0 and after >= _JUMP * before and steady and after - before > 5.0 * max(steps):
            return [_jumped(run, curve, index)]
    return []


def _jumped(run: Run, curve: Curve, index: int) -> Finding:
    before, after = curve.values[index - 1], curve.values[index]
    held = next((each for each in range(index, len(curve.values)) if curve.values[each] != after), len(curve.values))
    return Finding(
        kind=Kind.OVERRIDDEN,
        start=curve.at[index],
        end=curve.at[held - 1],
        ongoing=held == len(curve.values),
        sentence=f"the LR jumps from {number(before)} to {number(after)} ({after / before:.3g} x) at "
        f"{place(run.unit, curve.at[index])} and stays there: something other than its schedule wrote it",
        advice="Look for a second owner of the LR (a framework's configuration, another callback, a restored optimizer "
        "state) and leave the LR to one of them.",
        confidence=0.85,
        evidence={"lr_before": before, "lr_after": after, "records": float(held - index)},
    )


def _set_back(curve: Curve) -> list[Finding]:
    values = curve.values
    top = max(values)
    back = [index for index in range(2, len(values)) if values[index] == top and values[index - 1] < top]
    falls = [index for index in range(1, len(values)) if values[index] < values[index - 1] == top]
    if len(back) < _RETURNS or len(falls) < _RETURNS or _longest(back) > max(2, len(values) // 20):
        return []
    return [
        Finding(
            kind=Kind.OVERRIDDEN,
            start=curve.at[back[0]],
            end=curve.at[back[-1]],
            ongoing=len(values) - back[-1] <= _longest(back) + 1,
            sentence=f"the LR is set back to exactly {number(top)} {len(back)} times: warm restarts, or something "
            f"overwrites what the schedule writes",
            advice="If you did not ask for restarts, look for a second owner of the LR, such as another callback.",
            confidence=0.6,
            evidence={"lr": top, "returns": float(len(back))},
        )
    ]


def _longest(indices: Sequence[int]) -> int:
    return max((after - before for before, after in pairwise(indices)), default=0)
