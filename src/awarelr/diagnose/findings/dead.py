"""The very same loss to the end, and a loss that stays at chance level."""

import math
import statistics
from collections.abc import Sequence

from awarelr.core.signals.scatter import scatter_of
from awarelr.diagnose.finding import Finding, Kind
from awarelr.diagnose.findings.pace import pace_of
from awarelr.diagnose.view import View
from awarelr.diagnose.words import LN_FLOAT32, chance, place

__all__ = ["chance_level", "dead"]

_REPEATS = 5
_UNITS = 20.0
"""Last digits by which a standing loss must lie above its best, so that it is not just rounded (*ours*)."""
_ABRUPT = 0.02
"""Share of the highest loss above which a fall to exactly 0 at once is no learning (*ours*)."""
_LEAST = 20
_QUIET = 0.01
_USUAL = (2, 3, 4, 5, 10, 20, 100, 1000)
"""Numbers of classes of the usual data sets: others are more likely a coincidence (*ours*)."""


def dead(view: View) -> list[Finding]:
    """Name a loss that stands still to the last digit, away from its best.

    The rule is that of the condition *dead* of `awarelr.schedules.ConditionBased`, seen from the end of the log, where
    rounding can be told from death.

    Source: tensorflow#12287 (ln 2 for ever) and caffe-wrn-generator#1 (87.3363 for ever).
    """
    values = view.values
    if view.bad and view.bad[-1] == len(view.curve.values) - 1:
        return []
    last = values[-1]
    still = next((back for back, value in enumerate(reversed(values)) if value != last), len(values))
    if still < _REPEATS:
        return []
    first = len(values) - still
    best = min(range(len(values)), key=values.__getitem__)
    never = first == 0
    if last == 0.0 and (never or values[first - 1] > _ABRUPT * max(values)):
        return [_nothing(view, first, still)]
    if not never and chance(last) is None and last - values[best] < _UNITS * view.digit:
        return []
    meaning = _meaning(last)
    since = "from the first record" if never else f"from {place(view.unit, view.at[first])}"
    nth = "" if never or view.unit == "record" else f" (record {first + 1:,})"
    return [
        Finding(
            kind=Kind.DEAD,
            start=view.at[first],
            end=view.end,
            ongoing=True,
            sentence=f"the {view.name} is exactly {last:.6g}{meaning} {since}{nth} to the end, {still:,} records: "
            f"the network is dead",
            advice=_advice(place(view.unit, view.at[best + 1]) if best < first else ""),
            confidence=0.95 if meaning or still >= 2 * _REPEATS else 0.8,
            evidence={"loss": last, "since_record": first + 1.0, "still": float(still), "best_record": best + 1.0},
        )
    ]


def _advice(back: str) -> str:
    if back:
        return f"Lowering the LR now cannot help; go back before {back} and start with an LR about 10 x lower."
    return (
        "Start again: check inputs and labels, then an LR about 10 x lower; if the loss still stands, gradients do not "
        "reach the weights."
    )


def _quiet_from(values: Sequence[float], level: float, near: float) -> int:
    """Return the first index from which five values lie near the level; 0 if there is none."""
    five = (values[index : index + 5] for index in range(len(values)))
    return next((index for index, some in enumerate(five) if all(abs(each - level) < near for each in some)), 0)


def _nothing(view: View, first: int, still: int) -> Finding:
    """Word a loss that is zero all at once: nobody learns so fast."""
    return Finding(
        kind=Kind.DEAD,
        start=view.at[first],
        end=view.end,
        ongoing=True,
        sentence=f"the {view.name} is exactly 0 from {place(view.unit, view.at[first])} to the end, {still:,} records, "
        f"without a way down: it is no longer computed",
        advice="Look at what the loss is made of: labels that are all masked, an overflow in half precision that is "
        f"replaced by 0, gradients that are NaN. Go back before {place(view.unit, view.at[first])}.",
        confidence=0.85,
        evidence={"loss": 0.0, "since_record": first + 1.0, "still": float(still)},
    )


def chance_level(view: View) -> list[Finding]:
    """Name a loss that hovers around ln k with hardly any noise, never came far below it and is not on its way.

    Source: *ours*: a classifier that says the same for every example has the loss ln k at balanced classes.
    """
    values = view.values
    late = values[len(values) // 2 :]
    if len(values) < _LEAST or (view.bad and view.bad[-1] == len(view.curve.values) - 1):
        return []
    level, noise = statistics.fmean(late), scatter_of(late)
    pace = pace_of(values)
    if pace is not None and pace.unhurried:
        return []  # it passes by
    classes = chance(level, min(0.005, 0.025 * math.exp(-min(level, 700.0))) if level > 0.0 else 0.0)
    lowest = min(values)
    if (
        classes is None
        or noise > _QUIET * level
        or 4.0 * noise * classes > 1.0
        or lowest < level - max(6.0 * noise, 0.02)
    ):
        return []
    first = _quiet_from(values, level, 6.0 * max(noise, 1e-4))
    return [
        Finding(
            kind=Kind.CHANCE_LEVEL,
            start=view.at[first],
            end=view.end,
            ongoing=True,
            sentence=f"the {view.name} hovers at {level:.4g}, which is ln {classes}, the chance level of {classes} "
            f"classes, and never came below {lowest:.4g}: nothing has been learned",
            advice="Check that labels belong to inputs and that gradients reach the weights; then try an LR 10 x lower "
            "and one 10 x higher for a few hundred steps each.",
            confidence=0.75 if classes in _USUAL else 0.55,
            evidence={"level": level, "noise": noise, "classes": float(classes)},
        )
    ]


def _meaning(loss: float) -> str:
    if abs(loss - LN_FLOAT32) < 1e-3:  # noqa: PLR2004 - as logs are rounded
        return " (the logarithm of the least float32: saturated)"
    classes = chance(loss)
    return f" (ln {classes}: the chance level of {classes} classes)" if classes else ""
