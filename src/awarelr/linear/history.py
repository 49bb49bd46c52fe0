"""What is remembered of a run, in bounded memory."""

from collections import deque
from dataclasses import dataclass
from typing import final

from awarelr.core.decision import Action, Decision
from awarelr.core.diagnosis import Situation
from awarelr.core.reading import Reading
from awarelr.linear.trace import Trace

__all__ = ["History", "Point"]

_POINTS = 2000
_DECISIONS = 500
_NOTABLE = 200
_RARE = (Situation.NON_FINITE, Situation.DRIFTED, Situation.DIVERGED, Situation.OVERRIDDEN)


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
        self._last: "Decision | None" = None

    def add(self, reading: Reading, decision: Decision, update: int) -> None:
        """Take in one decision and the reading behind it."""
        loss = float("nan") if reading.loss is None else reading.loss
        self.points.add(Point(update=update, lr=decision.lr_before, loss=loss))
        self._decisions.add(decision)
        if decision.situation in _RARE or decision.action & ~Action.KEEP_SNAPSHOT:
            self._notable.append(decision)
        self._last = decision

    def decisions(self) -> list[Decision]:
        """Return the decisions that are kept, in order."""
        last = [] if self._last is None else [self._last]
        kept = {each.t: each for each in (*self._decisions.records, *self._notable, *last)}
        return [kept[t] for t in sorted(kept)]

    def story(self, opening: str) -> str:
        """Tell the run in sentences: where the LR was, what happened, and why it is what it is."""
        points, last = self.points.records, self._last
        if last is None or not points:
            return "Nothing has been read yet."
        rates = [each.lr for each in points]
        lines = [opening] if opening else []
        lines.append(
            f"{last.t} readings in {points[-1].update} updates or more: the learning rate started at {rates[0]:.4g}, "
            f"ranged from {min(rates):.4g} to {max(rates):.4g}, and is now {last.written_lr:.4g}."
        )
        lines += [f"Reading {each.t}: {each.situation.label}: {each.sentence}." for each in self._notable]
        lines.append(f"Now: {last.situation.label}: {last.sentence}.")
        return "\n".join(lines)
