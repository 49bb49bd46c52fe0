"""What is remembered of a run, in bounded memory."""

from collections import deque
from dataclasses import dataclass
from typing import final

from awarelr.core.decision import Action, Decision
from awarelr.core.diagnosis import Situation
from awarelr.core.reading import Reading
from awarelr.linear.trace import Trace
from awarelr.render.story import Story

__all__ = ["History", "Point"]

_POINTS = 2000
_DECISIONS = 500
_NOTABLE = 200
_RARE = (
    Situation.NON_FINITE,
    Situation.OVERSTEPPED,
    Situation.DRIFTED,
    Situation.DIVERGED,
    Situation.OVERRIDDEN,
)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One reading in short.

    Args:
        update: weight updates so far.
        lr: LR in force at the reading.
        loss: its objective, NaN if there was none.
    """

    update: int
    lr: float
    loss: float


@final
class History:
    """Evenly thinned points and decisions, and the last rare ones complete: flat in memory however long the stream.

    At most 2,000 points and 500 decisions, evenly spaced over the whole run, and the last 200 decisions that restored,
    rebased, or named damage, drift, a non-finite number or an LR written by hand.

    Source: *ours*.
    """

    def __init__(self) -> None:
        """Start empty."""
        self.points: Trace[Point] = Trace(_POINTS)
        self._decisions: Trace[Decision] = Trace(_DECISIONS)
        self._notable: deque[Decision] = deque(maxlen=_NOTABLE)
        self._last: Decision | None = None
        self._story = Story()

    def add(self, reading: Reading, decision: Decision, update: int) -> None:
        """Take in one decision and the reading behind it."""
        loss = float("nan") if reading.loss is None else reading.loss
        self.points.add(Point(update=update, lr=decision.lr_before, loss=loss))
        self._decisions.add(decision)
        if decision.situation in _RARE or decision.action & ~Action.KEEP_SNAPSHOT:
            self._notable.append(decision)
        self._last = decision
        self._story.add(reading, decision)

    def decisions(self) -> list[Decision]:
        """Return the decisions that are kept, in order."""
        last = [] if self._last is None else [self._last]
        kept = {each.t: each for each in (*self._decisions.records, *self._notable, *last)}
        return [kept[t] for t in sorted(kept)]

    def text(self) -> str:
        """Tell the run in sentences: what happened, and why the LR is what it is."""
        return self._story.text()
