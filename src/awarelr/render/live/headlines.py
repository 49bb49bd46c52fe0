"""The last few sentences worth showing while a training runs."""

from collections import deque
from dataclasses import dataclass
from typing import final

from awarelr.core.decision import Decision
from awarelr.core.diagnosis import Situation

__all__ = ["Headline", "Headlines"]

_NEWS = frozenset(
    (
        *(Situation.OVERSTEPPED, Situation.DIVERGED, Situation.DRIFTED),
        *(Situation.NON_FINITE, Situation.OVERRIDDEN, Situation.PROBING),
    )
)
_BRIEF = 12
"""Steps below which a situation makes room for the next (*ours*)."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """One situation and since when.

    Args:
        step: its first step.
        situation: the situation.
        sentence: its latest words.
        news: True if something happened that must not be missed.
    """

    step: int
    situation: Situation
    sentence: str
    news: bool


@final
class Headlines:
    """The last situations in order; flickers are left out, incidents never.

    Args:
        most: how many to keep.
    """

    def __init__(self, most: int) -> None:
        """Start empty."""
        self._lines: deque[Headline] = deque(maxlen=most)

    @property
    def lines(self) -> list[Headline]:
        """What to show, the latest last."""
        return list(self._lines)

    def add(self, decision: Decision) -> None:
        """Take in one decision."""
        situation, lines = decision.situation, self._lines
        if (
            lines
            and lines[-1].situation is not situation
            and not lines[-1].news
            and decision.t - lines[-1].step < _BRIEF
        ):
            lines.pop()
        step = decision.t
        if lines and lines[-1].situation is situation:
            step = lines.pop().step
        lines.append(Headline(step=step, situation=situation, sentence=decision.sentence, news=situation in _NEWS))
