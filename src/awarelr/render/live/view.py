"""When a run is drawn, and what happens if drawing fails."""

import atexit
import logging
import time
import weakref
from collections.abc import Callable, Iterable
from typing import final

from awarelr.core.decision import Decision
from awarelr.core.reading import Reading
from awarelr.render.live.surface import Surface
from awarelr.render.live.watched import Watched

__all__ = ["LiveView"]

_log = logging.getLogger("awarelr")
_SHARE = 300.0
"""Times the cost of a picture that pass before the next one, so that all of the view stays below 1 % (*ours*)."""
_WAITING = 256
"""Decisions that wait before they are taken in, few enough to stay near the processor (*ours*)."""


@final
class LiveView:
    """Takes in decisions and has them drawn when a picture is due by the clock; within a step nothing else happens.

    An error in drawing warns once and turns the view off; the training goes on. At the end of the process, or once the
    budget is spent, it closes by itself.

    Args:
        surface: what shows the run.
        total_steps: budget in steps; None if unknown.
        now: the clock, in seconds.
    """

    def __init__(
        self, surface: Surface, *, total_steps: int | None = None, now: Callable[[], float] = time.monotonic
    ) -> None:
        """Store what to draw on; draw nothing."""
        self.watched = Watched(total_steps=total_steps)
        self._surface = surface
        self._now = now
        self._due = now()
        self._waiting: list[tuple[Reading, Decision]] = []
        self._on = True
        atexit.register(_close, weakref.ref(self))

    @property
    def on(self) -> bool:
        """True until it is closed or has failed."""
        return self._on

    def add(self, reading: Reading, decision: Decision) -> None:
        """Take in one reading and the decision on it; draw if a picture is due."""
        if not self._on:
            return
        waiting = self._waiting
        waiting.append((reading, decision))
        total = self.watched.total_steps
        if total is not None and decision.t >= total:
            self.close()
            return
        now = self._now()
        if now < self._due:
            if len(waiting) >= _WAITING:
                self._guarded(self._take_waiting)
                self._due += _SHARE * (self._now() - now)
            return
        self._guarded(lambda: self._draw(now))

    @property
    def over(self) -> bool:
        """True once a known budget is spent."""
        total = self.watched.total_steps
        return total is not None and self.watched.step >= total

    def take_in(self, pairs: Iterable[tuple[Reading, Decision]]) -> None:
        """Take in decisions that were made at any time, and draw nothing: for whoever follows a file."""
        self.watched.take_in(list(pairs))

    def restart(self) -> None:
        """Forget the run: what comes is another one, or the same from its beginning."""
        self._waiting = []
        self.watched = Watched(total_steps=self.watched.total_steps)

    def refresh(self, *, timed: bool = True) -> None:
        """Draw now, whatever the clock says.

        Args:
            timed: False if the steps taken in were made at other times, so that they say nothing about speed.
        """
        if self._on:
            self._guarded(lambda: self._draw(self._now(), timed=timed))

    def catch_up(self) -> None:
        """Draw what no picture has shown yet; nothing if there is no such thing."""
        if self._on and self._waiting:
            self._guarded(lambda: self._draw(self._now()))

    def close(self) -> None:
        """Draw the end and leave everything as it was found; a second call does nothing."""
        self.catch_up()
        if self._on:
            self._guarded(self._surface.close)
            self._on = False

    def _take_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        self.watched.take_in(waiting)

    def _draw(self, now: float, *, timed: bool = True) -> None:
        self._take_waiting()
        if not timed:
            self.watched.forget_speed()
        self.watched.look(now)
        self._surface.show(self.watched, now)
        done = self._now()
        self._due = done + max(self._surface.period, _SHARE * (done - now))

    def _guarded(self, act: Callable[[], object]) -> None:
        try:
            act()
        except Exception as error:  # noqa: BLE001 - whatever it is, the training goes on
            self._on = False
            try:
                self._surface.close()
            except Exception:  # noqa: BLE001 - it failed already, and that is said
                _log.debug("The live view could not be closed.", exc_info=True)
            message = "The live view is turned off: %s: %s. The training goes on without it."
            _log.warning(message, type(error).__name__, error)


def _close(view: "weakref.ref[LiveView]") -> None:
    found = view()
    if found is not None:
        found.close()
