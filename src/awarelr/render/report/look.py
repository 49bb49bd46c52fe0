"""How each situation looks: a colour that the colour-blind tell apart, and a pattern for everybody else."""

from dataclasses import dataclass
from typing import final

from awarelr.core.diagnosis import Situation

__all__ = ["LOOKS", "Look"]

_ORANGE, _SKY, _GREEN, _YELLOW = "#e69f00", "#56b4e9", "#009e73", "#d8c400"
_BLUE, _RED, _PURPLE, _GREY = "#0072b2", "#d55e00", "#cc79a7", "#8a8f98"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Colour and pattern of one situation; no two situations share both.

    Args:
        colour: as ``#rrggbb``; Okabe and Ito's palette, its yellow darkened for white paper.
        pattern: ``plain``, ``rising``, ``falling``, ``upright``, ``lying``, ``dots`` or ``crossed``.

    Source: Okabe and Ito, "Color Universal Design", 2008.
    """

    colour: str
    pattern: str

    @property
    def hatch(self) -> str:
        """The pattern as matplotlib writes it."""
        return _HATCHES[self.pattern]


_HATCHES = {
    "plain": "",
    "rising": "//",
    "falling": "\\\\",
    "upright": "||",
    "lying": "--",
    "dots": "..",
    "crossed": "xx",
}

LOOKS: dict[Situation, Look] = {
    situation: Look(colour=colour, pattern=pattern)
    for situation, colour, pattern in (
        (Situation.WARMING_UP, _SKY, "plain"),
        (Situation.DESCENDING, _GREEN, "dots"),
        (Situation.RAISING, _GREEN, "rising"),
        (Situation.LOWERING, _ORANGE, "falling"),
        (Situation.TURNING, _YELLOW, "upright"),
        (Situation.OSCILLATING, _PURPLE, "upright"),
        (Situation.WORTHLESS, _GREY, "plain"),
        (Situation.STALLED, _YELLOW, "dots"),
        (Situation.ALTERNATING, _GREEN, "lying"),
        (Situation.OVERHEATED, _RED, "lying"),
        (Situation.NOISE_FLOOR, _PURPLE, "dots"),
        (Situation.PLATEAU, _GREY, "dots"),
        (Situation.OVERFITTING, _RED, "falling"),
        (Situation.LEAPT, _RED, "upright"),
        (Situation.SPIKE, _RED, "rising"),
        (Situation.DIVERGED, _RED, "crossed"),
        (Situation.OVERSTEPPED, _ORANGE, "lying"),
        (Situation.PROBING, _BLUE, "upright"),
        (Situation.HOLDING, _BLUE, "plain"),
        (Situation.DRIFTED, _PURPLE, "crossed"),
        (Situation.NON_FINITE, _RED, "plain"),
        (Situation.DEAD, _GREY, "crossed"),
        (Situation.FROZEN, _SKY, "crossed"),
        (Situation.EXPLODING, _ORANGE, "upright"),
        (Situation.OVERRIDDEN, _ORANGE, "crossed"),
        (Situation.DECAYING, _SKY, "falling"),
        (Situation.FINISHED, _SKY, "dots"),
        (Situation.SCHEDULED, _BLUE, "rising"),
    )
}
