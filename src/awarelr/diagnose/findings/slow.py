"""A loss that has most of its fall still before it, none behind it, or its first steps to make up for."""

from dataclasses import replace

from awarelr.diagnose.finding import Finding, Kind
from awarelr.diagnose.findings.pace import Pace
from awarelr.diagnose.view import View
from awarelr.diagnose.words import confident, number

__all__ = ["spoilt", "unhurried", "unmoved"]

_FASTER = 1.0


def unhurried(view: View, pace: Pace) -> Finding:
    """Word a loss whose second half fell about as fast as its first.

    Source: *ours*: at a hundredth of the best LR the way down is near its beginning, where it is a straight line.
    """
    quick = "faster than" if pace.ratio > _FASTER else f"{pace.ratio:.0%} as fast as"
    return _finding(
        view,
        pace,
        kind=Kind.DESCENDING,
        sentence=f"the {view.name} still falls, in its second half {quick} in its first, from {number(pace.first)} to "
        f"{number(pace.last)}: its end is not in sight",
        advice=f"Go on, or see whether the LR is too small: try 3 to 10 x more for {_trial(view)}. If the loss falls "
        "faster, keep it; if it rises or swings, go back: the LR was right and the way is long.",
    )


def unmoved(view: View, pace: Pace, kind: Kind) -> Finding:
    """Word a loss that has not been seen to leave its beginning.

    Args:
        view: the curve.
        pace: its pace.
        kind: what it looks like at its end: a noise floor or a plateau.

    Source: *ours*.
    """
    found = _finding(
        view,
        pace,
        kind=kind,
        sentence=f"the {view.name} has not left its beginning: {number(pace.first)} then, {number(pace.last)} now, and "
        f"less than {number(4.0 * pace.error)} is not seen under its noise",
        advice=f"The loss alone does not tell why. Try an LR 10 x higher for {_trial(view)}: if the loss falls, the LR "
        "was too small. If it rises or swings, try one 3 to 10 x lower: if it falls, noise held it up. If neither "
        "changes anything, the run was done when it began, or gradients do not reach the weights.",
    )
    return replace(found, start=view.at[0], confidence=0.6, lower=(3.0, 10.0), t=None)


def spoilt(view: View, pace: Pace, kind: Kind) -> Finding:
    """Word a loss whose first steps threw it far up, so that it ends no lower than it began.

    Args:
        view: the curve.
        pace: its pace.
        kind: how it ends.

    Source: *ours*: Adam at 100 x the best LR comes down for as long as it runs.
    """
    found = _finding(
        view,
        pace,
        kind=kind,
        sentence=f"the {view.name} began at {number(view.values[0])}, was thrown up to {number(pace.highest)} and is "
        f"at {number(pace.last)} now: all it did was to make up for its first steps",
        advice="Start again with an LR 3 to 100 x lower, or with a warm-up.",
    )
    return replace(found, confidence=0.8, lower=(3.0, 100.0), higher=None)


def _trial(view: View) -> str:
    return "100 steps" if view.unit != "epoch" else "a few epochs"


def _finding(view: View, pace: Pace, *, kind: Kind, sentence: str, advice: str) -> Finding:
    return Finding(
        kind=kind,
        start=view.at[0],
        end=view.end,
        ongoing=True,
        sentence=sentence,
        advice=advice,
        confidence=max(confident(pace.t, len(view.values)), 0.7),
        evidence={
            "level": pace.last,
            "begin": pace.first,
            "early_fall": pace.early,
            "late_fall": pace.late,
            "z": pace.t,
        },
        higher=(3.0, 10.0),
        t=pace.t,
    )
