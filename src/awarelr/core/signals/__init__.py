"""Online statistics, one a file; each is a frozen value that returns its successor."""

from awarelr.core.signals.crest import NO_CREST, Crest
from awarelr.core.signals.evidence import NO_EVIDENCE, Evidence
from awarelr.core.signals.growth import NO_GROWTH, Growth
from awarelr.core.signals.habit import NO_HABIT, Habit
from awarelr.core.signals.importance import NO_IMPORTANCE, Importance
from awarelr.core.signals.mean import EMPTY_MEAN, Mean, contrast, significance
from awarelr.core.signals.turn import NO_TURN, Turn

__all__ = [
    "EMPTY_MEAN",
    "NO_CREST",
    "NO_EVIDENCE",
    "NO_GROWTH",
    "NO_HABIT",
    "NO_IMPORTANCE",
    "NO_TURN",
    "Crest",
    "Evidence",
    "Growth",
    "Habit",
    "Importance",
    "Mean",
    "Turn",
    "contrast",
    "significance",
]
