"""What is told to trackers, and when; a tracker that fails is left out, whatever it raises."""

import logging
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, final

from awarelr.core.decision import Action, Decision
from awarelr.core.diagnosis import Situation
from awarelr.core.reading import Reading
from awarelr.trackers.contract import Tracker

__all__ = ["Decided", "Tracking", "track"]

_log = logging.getLogger("awarelr")
_CODES = {situation: float(code) for code, situation in enumerate(Situation)}
_EVENTS = frozenset(
    {Situation.NON_FINITE, Situation.OVERSTEPPED, Situation.DIVERGED, Situation.DRIFTED, Situation.SPIKE}
)


class Decided(Protocol):
    """One decision with its reading, such as a journal's entry."""

    @property
    def reading(self) -> Reading:
        """What was read."""
        ...

    @property
    def decision(self) -> Decision:
        """What was decided."""
        ...


@final
class Tracking:
    """Hands a run's decisions to trackers: numbers every so many steps, words when they change, events at once.

    Sent are ``lr``, ``loss``, ``grad_norm``, ``validation``, ``situation_code`` (its place in `Situation`, from 0) and
    ``evidence/...`` as numbers; the situation with its sentence, and events (rollback, drift, spike, faults, verdicts)
    as words. What is not finite is left out of the numbers: the event says it.

    Args:
        trackers: to whom it is handed.
    """

    def __init__(self, trackers: Sequence[Tracker] = ()) -> None:
        """Nothing has been told yet."""
        self._trackers = list(trackers)
        self._told: dict[int, Situation] = {}

    def add(self, reading: Reading, decision: Decision) -> None:
        """Take in one reading and the decision on it."""
        for tracker in tuple(self._trackers):
            try:
                self._hand(tracker, reading, decision)
            except Exception as error:  # noqa: BLE001 - whatever it is, the training goes on
                self._leave_out(tracker, error, f" at step {decision.t:,}")

    def close(self) -> None:
        """Close every tracker that is left."""
        trackers, self._trackers = self._trackers, []
        for tracker in trackers:
            try:
                tracker.close()
            except Exception as error:  # noqa: BLE001 - as in `add`
                self._leave_out(tracker, error, " at its end")

    def _hand(self, tracker: Tracker, reading: Reading, decision: Decision) -> None:
        if happened := _event(decision):
            tracker.text("event", happened, decision.t)
        due = decision.t == 1 or decision.t % tracker.every == 0
        values = dict(_numbers(reading, decision)) if due else {}
        if reading.validation is not None and math.isfinite(reading.validation):
            values["validation"] = reading.validation
        if values:
            tracker.scalars(values, decision.t)
        if due and self._told.get(id(tracker)) is not decision.situation:
            self._told[id(tracker)] = decision.situation
            tracker.text("situation", f"{decision.situation.label}: {decision.sentence}", decision.t)

    def _leave_out(self, tracker: Tracker, error: Exception, when: str) -> None:
        if tracker in self._trackers:
            self._trackers.remove(tracker)
        message = "The tracker %s failed%s: %s: %s. It is left out from now on; the training goes on."
        _log.warning(message, type(tracker).__name__, when, type(error).__name__, error)


def track(entries: Iterable[Decided], trackers: Sequence[Tracker]) -> None:
    """Hand over a run that was written down, and close the trackers.

    Args:
        entries: its decisions in order, such as ``read_journal("run.jsonl").entries()``.
        trackers: to whom they are handed; one that fails is left out with a warning.

    Example:
        ``track(read_journal("run.jsonl").entries(), [TensorBoardTracker("runs/one", every=1)])``
    """
    tracking = Tracking(trackers)
    try:
        for entry in entries:
            tracking.add(entry.reading, entry.decision)
    finally:
        tracking.close()


def _numbers(reading: Reading, decision: Decision) -> Iterator[tuple[str, float]]:
    """Yield every finite number."""
    yield "lr", decision.written_lr
    yield "situation_code", _CODES[decision.situation]
    found = {"loss": reading.loss, "grad_norm": reading.grad_norm}
    found |= {f"evidence/{name}": value for name, value in decision.evidence.items()}
    for name, value in found.items():
        if value is not None and math.isfinite(value):
            yield name, value


def _event(decision: Decision) -> str:
    """Word what must not be missed; empty where there is nothing."""
    restored, verdict = Action.RESTORE in decision.action, decision.action.judges
    if not (restored or verdict or decision.situation in _EVENTS):
        return ""
    words = f"{decision.situation.label}: {decision.sentence}"
    if restored:
        words += "; parameters and optimizer put back to the snapshot"
    if decision.written_lr != decision.lr_before:
        words += f"; learning rate {decision.lr_before:.4g} -> {decision.written_lr:.4g}"
    return words
