"""How a campaign is followed: a bar in a terminal, now and then a line elsewhere."""

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Self, final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from awarelr.benchmark.estimate import Forecast

if TYPE_CHECKING:
    from awarelr.benchmark.cells import Cell
    from awarelr.benchmark.record import Record

__all__ = ["Follower", "duration"]

_EVERY = 30.0
_MINUTE = 60.0
_HOUR = 3600.0


def duration(seconds: float) -> str:
    """Return a time as a person would say it.

    Example:
        >>> duration(42.3), duration(600), duration(9000)
        ('42 s', '10 min', '2.5 h')
    """
    if seconds < 2 * _MINUTE:
        return f"{seconds:.0f} s"
    return f"{seconds / _MINUTE:.0f} min" if seconds < 2 * _HOUR else f"{seconds / _HOUR:.1f} h"


@final
class Follower:
    """Shows how far a campaign is and the time left; use it in a with-block.

    Args:
        console: where to.
        clock: seconds that pass.
    """

    def __init__(self, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        self._console = console
        self._clock = clock
        self._began = self._said = clock()
        self._forecast = Forecast((), ())
        self._done = self._total = 0
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[left]}"),
            console=console,
            disable=not console.is_terminal,
        )
        self._line = self._bar.add_task("cells", total=None, left="")

    def __enter__(self) -> Self:
        """Show the bar."""
        self._bar.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        """Leave the bar as it is."""
        self._bar.stop()

    def planned(self, missing: "Iterable[Cell]", recorded: "Iterable[Record]") -> None:
        """Hear what is to be run and what is there already."""
        missing, recorded = list(missing), list(recorded)
        self._began = self._said = self._clock()
        self._forecast = Forecast(missing, recorded)
        self._done, self._total = len(recorded), len(recorded) + len(missing)
        self._bar.update(self._line, total=self._total, completed=self._done)

    def recorded(self, record: "Record") -> None:
        """Hear of a cell that was run and recorded."""
        self._done += 1
        self._forecast.finished(record)
        now = self._clock()
        left = self._forecast.left(now - self._began)
        words = "" if left is None else f"{duration(left)} left"
        self._bar.update(self._line, completed=self._done, left=words, description=record.cell.label)
        if record.fault is not None:
            self._console.print(f"{record.cell.label}: {record.fault.words}", markup=False, highlight=False)
        if not self._console.is_terminal and now - self._said >= _EVERY:
            self._said = now
            self._console.print(f"{self._done} of {self._total} cells, {words}", highlight=False)
