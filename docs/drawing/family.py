"""One picture for every entry of the registry: its LR on the standard curve."""

from dataclasses import dataclass
from typing import Any, final

from matplotlib.figure import Figure

from awarelr import (
    Aware,
    Bounded,
    Chain,
    ConditionBased,
    Constant,
    Cosine,
    Exponential,
    InverseScaling,
    OneCycle,
    Polynomial,
    RatioBased,
    Reading,
    ReduceOnPlateau,
    RobustRatio,
    Schedule,
    Stage,
    Step,
    Warmup,
    WarmupStableDecay,
    simulate,
)
from drawing.ink import Ink, decades
from drawing.standard import DRIFT, LR0, SPIKE, STEPS, own_curve, standard_curve

__all__ = ["ILLUSTRATIONS", "Illustration", "decided", "draw_family"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Illustration:
    """What the picture of one schedule shows.

    Args:
        schedule: the schedule, with settings that fit the standard curve.
        beside: another one, drawn faintly for comparison.
        label: what that is.
        logarithmic: True where the LR moves over decades.
        answered: True to show the schedule on a training that answers to it.
    """

    schedule: Schedule[Any]
    beside: Schedule[Any] | None = None
    label: str = ""
    logarithmic: bool = False
    answered: bool = False


_COSINE = Cosine(total_steps=STEPS)
_PLATEAU = ReduceOnPlateau(patience=30, factor=0.5, lr_min=1e-3)

ILLUSTRATIONS: dict[str, Illustration] = {
    "aware": Illustration(schedule=Aware(), logarithmic=True, answered=True),
    "bounded": Illustration(
        schedule=Bounded(RatioBased(window=20), lr_min=0.02, lr_max=0.2, max_change=1.05),
        beside=RatioBased(window=20),
        label="RatB alone",
        logarithmic=True,
    ),
    "chain": Illustration(
        schedule=Chain((Stage(Constant(), steps=150, factor=0.3), Stage(Cosine(total_steps=STEPS - 150)))),
        beside=_COSINE,
        label="the cosine alone",
    ),
    "conb": Illustration(schedule=ConditionBased(), logarithmic=True),
    "constant": Illustration(schedule=Constant()),
    "cosine": Illustration(schedule=_COSINE, beside=Polynomial(total_steps=STEPS), label="a straight line"),
    "exponential": Illustration(schedule=Exponential(gamma=0.99), beside=Step(every=200), label="steps"),
    "inverse_scaling": Illustration(
        schedule=InverseScaling(), beside=InverseScaling(power=0.25), label="power 0.25", logarithmic=True
    ),
    "one_cycle": Illustration(schedule=OneCycle(total_steps=STEPS), beside=_COSINE, label="a cosine"),
    "plateau": Illustration(schedule=_PLATEAU, logarithmic=True),
    "polynomial": Illustration(
        schedule=Polynomial(total_steps=STEPS, power=2.0), beside=Polynomial(total_steps=STEPS), label="power 1"
    ),
    "ratb": Illustration(schedule=RatioBased(window=20), logarithmic=True),
    "robust_ratb": Illustration(schedule=RobustRatio(), beside=RatioBased(window=20), label="RatB", logarithmic=True),
    "step": Illustration(schedule=Step(every=200, gamma=0.3), beside=Exponential(gamma=0.994), label="exponential"),
    "warmup": Illustration(
        schedule=Warmup(_PLATEAU, steps=60), beside=_PLATEAU, label="the inner one alone", logarithmic=True
    ),
    "warmup_stable_decay": Illustration(
        schedule=WarmupStableDecay(total_steps=STEPS, warmup_steps=40, decay_steps=120),
        beside=_COSINE,
        label="a cosine",
    ),
}
"""Name in the registry to its picture."""


def decided(schedule: Schedule[Any], readings: tuple[Reading, ...]) -> list[float]:
    """Return the LR that was in force at each reading.

    Source: *ours*.
    """
    return [each.lr_before for each in simulate(schedule, LR0, readings)]


def draw_family(name: str, figure: Figure, ink: Ink) -> None:
    """Draw the standard curve, and below it the LR of the schedule of that name.

    Source: *ours*.
    """
    shown = ILLUSTRATIONS[name]
    readings = own_curve() if shown.answered else standard_curve()
    top, bottom = figure.subplots(2, 1, sharex=True, height_ratios=(2, 3))
    steps = [reading.t for reading in readings]
    top.plot(steps, [reading.loss for reading in readings], color=ink.loss, linewidth=0.8)
    top.set_ylabel("loss")
    decades(top)
    for step, words in ((SPIKE, "a wrong batch"), (DRIFT, "the data change")):
        top.axvline(step, color=ink.grid, linewidth=1.0, zorder=0)
        bottom.axvline(step, color=ink.grid, linewidth=1.0, zorder=0)
        top.text(step + 5, 0.97, words, transform=top.get_xaxis_transform(), va="top", fontsize=8)
    if shown.beside is not None:
        bottom.plot(steps, decided(shown.beside, readings), color=ink.faint, linewidth=1.2, label=shown.label)
    bottom.plot(steps, decided(shown.schedule, readings), color=ink.lr, linewidth=1.8, label="LR")
    if shown.logarithmic:
        decades(bottom)
    else:
        bottom.set_ylim(bottom=0.0)
    bottom.set_ylabel("learning rate")
    bottom.set_xlabel("step")
    bottom.set_xlim(0, len(readings))
    if shown.beside is not None:
        bottom.legend(loc="best", fontsize=8)
