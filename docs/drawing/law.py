"""The control law in four pictures, drawn from its own readings and states."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import final

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from awarelr import Aware, Decision, Reading, Situation
from awarelr.cli.commands.demo.network import NetworkSetting
from awarelr.core.observer import level_of, margin_above
from awarelr.core.state import State
from awarelr.journal import read_journal
from drawing.ink import Ink, decades
from drawing.quiet import quiet

__all__ = ["LAW", "Moment", "displacements", "moments", "valley"]

_STEPS = 600
_FACTORS = (1e-4, 1e-2, 1.0, 30.0)
_VALLEY_STEPS = 60
_SHORT, _MEDIUM, _LONG = 4.0, 6.0, 60.0
_SHORT_COLOUR, _MEDIUM_COLOUR = "#3fae6a", "#ef8a3c"
"""Colours of the horizons beside the LR's own, which is the long one's."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One reading with the state that it led to.

    Args:
        reading: what the sensor measured.
        decision: what was decided on it.
        state: the schedule's state afterwards.
    """

    reading: Reading
    decision: Decision
    state: State


@cache
def moments(factor: float) -> tuple[Moment, ...]:
    """Return the demo's training from a multiple of its usual LR, its readings decided upon once more.

    Source: *ours*.
    """
    with TemporaryDirectory() as folder, quiet():
        setting, journal = NetworkSetting(0), Path(folder) / "run.jsonl"
        lr = setting.usual_lr * factor
        network = setting.start("AwareLR", lr, _STEPS, journal)
        for _ in range(_STEPS):
            network.step()
        network.close()
        readings = [entry.reading for entry in read_journal(journal).entries()]
    law, found = Aware(), []
    state = law.init(lr)
    for reading in readings:
        state, decision = law.step(state, reading)
        found.append(Moment(reading=reading, decision=decision, state=state))
    return tuple(found)


@cache
def valley() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return a path of noisy steps down a valley, shape (steps + 1, 2), and the gradient at its end, shape (2,).

    The loss is ``0.5 (0.02 x^2 + y^2)``, the learning rate 0.9: slow progress along x, a bounce across y.

    Source: *ours*.
    """
    generator = np.random.default_rng(3)
    curvature = np.array([0.02, 1.0])
    path = [np.array([-10.0, 1.5])]
    for _ in range(_VALLEY_STEPS):
        noise = generator.normal(size=2) * [0.15, 0.7]
        path.append(path[-1] - 0.9 * (curvature * path[-1] + noise))
    return np.array(path), curvature * path[-1]


def displacements() -> dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Return tail and head of each horizon's displacement at the end of the valley's path.

    Source: *ours*; the control law's own windows at a clock of 60.
    """
    path, _ = valley()
    here = path[-1]
    short, medium, long = (_mean(path, window) for window in (_SHORT, _MEDIUM, _LONG))
    return {"short": (short, here), "medium": (medium, here), "long": (long, medium + 0.5 * (here - medium))}


def _mean(path: NDArray[np.float64], window: float) -> NDArray[np.float64]:
    average: NDArray[np.float64] = path[0].copy()
    for place in path[1:]:
        average += (place - average) / window
    return average


def _horizons(figure: Figure, ink: Ink) -> None:
    """Draw three displacements of one path, and the direction that the newest gradient calls downhill."""
    axes = figure.subplots()
    path, gradient = valley()
    here = path[-1]
    axes.plot(*path.T, color=ink.faint, linewidth=0.8, marker=".", markersize=3)
    found = displacements()
    arrows = {
        "short: theta - e_short": (*found["short"], _SHORT_COLOUR),
        "medium: theta - e_medium": (*found["medium"], _MEDIUM_COLOUR),
        "long: (e_medium - e_long) + 0.5 (theta - e_medium)": (*found["long"], ink.lr),
        "downhill at theta": (here, here - 2.0 * gradient, "#d95f6d"),
    }
    for label, (tail, head, colour) in arrows.items():
        axes.annotate("", head, tail, arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 2.0})
        axes.plot([], [], color=colour, linewidth=2.0, label=label)
    axes.plot(*here, "o", color=ink.text, markersize=5)
    axes.annotate("theta", here, xytext=(-8, 8), textcoords="offset points", ha="right")
    axes.set_xlabel("along the valley")
    axes.set_ylabel("across it")
    figure.legend(loc="outside lower center", ncols=2, fontsize=8)


def _evidence(figure: Figure, ink: Ink) -> None:
    """Draw the z of each horizon above the LR that follows from them."""
    top, bottom = figure.subplots(2, 1, sharex=True)
    run = [moment for moment in moments(1e-2) if not moment.reading.probe]
    steps = [moment.reading.t for moment in run]
    paths = [moment.state.path for moment in run]
    top.plot(steps, [path.short.z for path in paths], color=_SHORT_COLOUR, linewidth=0.7, label="short")
    top.plot(steps, [path.medium.z for path in paths], color=_MEDIUM_COLOUR, linewidth=1.0, label="medium")
    top.plot(steps, [path.long.z for path in paths], color=ink.lr, linewidth=1.6, label="long")
    top.axhline(0.0, color=ink.grid, linewidth=0.8)
    top.set_yscale("symlog", linthresh=4.0)
    top.set_ylabel("z of the alignment")
    figure.legend(loc="outside lower center", ncols=3, fontsize=8)
    bottom.plot(steps, [moment.decision.lr for moment in run], color=ink.lr, linewidth=1.8)
    decades(bottom)
    bottom.set_ylabel("learning rate")
    bottom.set_xlabel("step")


def _damage(figure: Figure, ink: Ink) -> None:
    """Draw the loss with the level of the snapshot and the margin above it, around the first damage."""
    axes = figure.subplots()
    run = moments(30.0)
    first = next(place for place, moment in enumerate(run) if moment.decision.situation is Situation.DIVERGED)
    near = run[max(first - 25, 1) : first + 45]
    steps = [moment.reading.t for moment in near]
    levels = [level_of(moment.state.snapshot.loss) for moment in near]
    tops = [
        level + margin_above(moment.state.snapshot.loss, moment.state.loss.first)
        for level, moment in zip(levels, near, strict=True)
    ]
    axes.fill_between(steps, levels, tops, color=ink.faint, alpha=ink.wash, step="post", label="what noise explains")
    axes.plot(steps, levels, color=ink.faint, drawstyle="steps-post", linewidth=1.4, label="level of the snapshot")
    axes.plot(steps, [_loss(moment) for moment in near], color=ink.text, marker=".", linewidth=0.8, label="loss")
    probes = [moment for moment in near if moment.reading.probe]
    axes.plot(
        [moment.reading.t for moment in probes],
        [_loss(moment) for moment in probes],
        "s",
        color="#7a2a8f",
        label="its weights evaluated again",
    )
    for moment in near:
        if moment.decision.situation is Situation.DIVERGED:
            axes.axvline(moment.reading.t, color="#c81e3a", linewidth=1.0, linestyle=":")
    decades(axes)
    axes.set_ylabel("loss")
    axes.set_xlabel("step")
    figure.legend(loc="outside lower center", ncols=4, fontsize=8)


def _loss(moment: Moment) -> float:
    loss = moment.reading.loss
    return math.nan if loss is None else loss


def _starts(figure: Figure, ink: Ink) -> None:
    """Draw the LR of one training from four starts."""
    axes = figure.subplots()
    for factor, shade in zip(_FACTORS, np.linspace(0.35, 1.0, len(_FACTORS)), strict=True):
        run = moments(factor)
        axes.plot(
            [moment.reading.t for moment in run],
            [moment.decision.lr for moment in run],
            color=ink.lr,
            alpha=shade,
            linewidth=1.6,
            label=f"from x {factor:g}",
        )
    decades(axes)
    axes.set_ylabel("learning rate")
    axes.set_xlabel("step")
    axes.legend(loc="lower right", fontsize=8)


LAW: dict[str, Callable[[Figure, Ink], None]] = {
    "horizons": _horizons,
    "evidence": _evidence,
    "damage": _damage,
    "starts": _starts,
}
"""Name of a picture of the law to what draws it."""
