"""What was found in a run: a named situation from here to there, with its evidence and the way out."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import final

from awarelr.core.diagnosis import Situation

__all__ = ["Finding", "Kind"]


@final
class Kind(Enum):
    """A closed list of findings: what ``--fail-on`` calls each, and the situation that it is a case of."""

    LR_ZERO = ("lr-zero", Situation.DEAD)
    NEVER_UPDATED = ("never-updated", Situation.DEAD)
    NON_FINITE = ("non-finite", Situation.NON_FINITE)
    DEAD = ("dead", Situation.DEAD)
    CHANCE_LEVEL = ("chance-level", Situation.DEAD)
    DIVERGED = ("diverged", Situation.DIVERGED)
    DAMAGED = ("damaged", Situation.DIVERGED)
    OSCILLATING = ("oscillating", Situation.OSCILLATING)
    OVERRIDDEN = ("overridden", Situation.OVERRIDDEN)
    OVERFITTING = ("overfitting", Situation.OVERFITTING)
    VALIDATION_RISING = ("validation-rising", Situation.OVERFITTING)
    DRIFTED = ("drifted", Situation.DRIFTED)
    SPIKE = ("spike", Situation.SPIKE)
    PLATEAU = ("plateau", Situation.PLATEAU)
    NOISE_FLOOR = ("noise-floor", Situation.NOISE_FLOOR)
    FINISHED = ("finished", Situation.FINISHED)
    DESCENDING = ("descending", Situation.DESCENDING)
    TOO_SHORT = ("too-short", Situation.WARMING_UP)

    def __init__(self, slug: str, situation: Situation) -> None:
        self.slug = slug
        self.situation = situation

    @property
    def label(self) -> str:
        """The name in plain lower-case words."""
        words = {Kind.LR_ZERO: "LR is zero", Kind.NON_FINITE: "non-finite"}
        return words.get(self, self.slug.replace("-", " "))

    @property
    def healthy(self) -> bool:
        """True if nothing needs mending."""
        return self in _HEALTHY


_HEALTHY = (Kind.SPIKE, Kind.PLATEAU, Kind.NOISE_FLOOR, Kind.FINISHED, Kind.DESCENDING, Kind.TOO_SHORT)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding.

    Args:
        kind: what it is.
        start: position on the run's axis at which it begins.
        end: last position of it.
        ongoing: True if it lasts to the end of the log.
        sentence: what is seen, with its numbers, one sentence without a final stop.
        advice: what to try next, one or two sentences.
        confidence: how sure, from 0 to 1 (*ours*; not a probability, but ordered like one).
        evidence: name of each number to its value.
        lower: by which factors a lower LR is worth a try, at least and at most; None if it is not.
        higher: by which factors a higher LR is; both where the loss alone cannot tell, and ``advice`` says what can.
        t: test statistic behind it; None where a fact was counted.
    """

    kind: Kind
    start: float
    end: float
    ongoing: bool
    sentence: str
    advice: str
    confidence: float
    evidence: Mapping[str, float]
    lower: tuple[float, float] | None = None
    higher: tuple[float, float] | None = None
    t: float | None = None

    @property
    def surety(self) -> str:
        """The confidence in a word or two."""
        if self.confidence >= 0.9:  # noqa: PLR2004 - words for a scale
            return "sure"
        return "likely" if self.confidence >= 0.65 else "a guess"  # noqa: PLR2004
