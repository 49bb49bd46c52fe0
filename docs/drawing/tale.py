"""A run as a picture: loss and LR on one axis of steps, the named situations as bands of colour."""

import math
from itertools import groupby

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from awarelr import Situation
from drawing.ink import Ink, decades
from drawing.runs import Run

__all__ = ["COLOURS", "draw_run", "spans"]

COLOURS: dict[Situation, str] = {
    Situation.WARMING_UP: "#b8bcc8",
    Situation.RAISING: "#3fae6a",
    Situation.OSCILLATING: "#e3c34b",
    Situation.WORTHLESS: "#8fb8de",
    Situation.TURNING: "#c9a7e0",
    Situation.LOWERING: "#ef8a3c",
    Situation.STALLED: "#b9683a",
    Situation.OVERHEATED: "#d95f6d",
    Situation.HOLDING: "#9aa3ad",
    Situation.LEAPT: "#f2a6b3",
    Situation.DIVERGED: "#c81e3a",
    Situation.PROBING: "#7a2a8f",
    Situation.DRIFTED: "#2b4fc7",
    Situation.NON_FINITE: "#d6219a",
}
"""Colour of each situation that the pictures know; any other is drawn in grey and named all the same."""
_OTHER = "#7f7f7f"
_EVENTS = (Situation.DIVERGED, Situation.DRIFTED, Situation.NON_FINITE)
_CLOSE = 0.22
_LATE = 0.85


def spans(run: Run) -> list[tuple[Situation, range]]:
    """Return each stretch of one situation with its steps, in order.

    Source: *ours*.
    """
    stretches, first = [], 1
    for situation, group in groupby(run.decisions, key=lambda decision: decision.situation):
        length = len(list(group))
        stretches.append((situation, range(first, first + length)))
        first += length
    return stretches


def draw_run(run: Run, figure: Figure, ink: Ink) -> None:
    """Draw a run.

    Source: *ours*.
    """
    top, bottom = figure.subplots(2, 1, sharex=True)
    steps = range(1, len(run.losses) + 1)
    stretches = spans(run)
    for axes in (top, bottom):
        _bands(axes, stretches, ink)
    top.plot(steps, run.losses, color=ink.loss, linewidth=0.6)
    top.plot(steps, _smooth(run.losses), color=ink.text, linewidth=1.4)
    top.set_ylabel("loss")
    bottom.plot(steps, run.lrs, color=ink.lr, linewidth=1.8)
    decades(top)
    decades(bottom)
    bottom.set_ylabel("learning rate")
    bottom.set_xlabel("step")
    bottom.set_xlim(1, len(run.losses))
    _events(top, stretches)
    seen = sorted({situation for situation, _ in stretches}, key=list(Situation).index)
    patches = [Patch(color=COLOURS.get(each, _OTHER), alpha=2 * ink.wash, label=each.label) for each in seen]
    figure.legend(handles=patches, loc="outside lower center", ncols=5, fontsize=8)


def _bands(axes: Axes, stretches: list[tuple[Situation, range]], ink: Ink) -> None:
    for situation, steps in stretches:
        colour = COLOURS.get(situation, _OTHER)
        axes.axvspan(steps.start - 0.5, steps.stop - 0.5, color=colour, alpha=ink.wash, linewidth=0)


def _events(axes: Axes, stretches: list[tuple[Situation, range]]) -> None:
    """Name what must not be missed above the picture, one step higher where two come close."""
    last = stretches[-1][1].stop
    before, level = -last, 0
    for situation, steps in stretches:
        if situation not in _EVENTS:
            continue
        level = (level + 1) % 3 if steps.start - before < _CLOSE * last else 0
        before = steps.start
        axes.annotate(
            f"{situation.label}, step {steps.start}",
            (steps.start, 1.0),
            xycoords=axes.get_xaxis_transform(),
            xytext=(0, 3 + 10 * level),
            textcoords="offset points",
            ha="right" if steps.start > _LATE * last else "left",
            fontsize=8,
        )


def _smooth(losses: list[float]) -> list[float]:
    """Average the last ten losses or so, over those that are finite."""
    level, smoothed = math.nan, []
    for loss in losses:
        if math.isfinite(loss):
            level = loss if math.isnan(level) else level + 0.15 * (loss - level)
        smoothed.append(level)
    return smoothed
