"""How long a campaign will still take, learnt from the cells that are done."""

from collections import defaultdict
from collections.abc import Iterable
from typing import final

from awarelr.benchmark.cells import Cell
from awarelr.benchmark.record import Record
from awarelr.benchmark.scale import SCALES
from awarelr.benchmark.tasks import TASKS

__all__ = ["Forecast"]

_UNKNOWN = 0.002


@final
class Forecast:
    """Time left, from the seconds a step of each task as measured so far; an unmeasured task counts as the mean.

    Args:
        missing: cells that are still to be run.
        recorded: records to learn from at the start.
    """

    def __init__(self, missing: Iterable[Cell], recorded: Iterable[Record]) -> None:
        self._left: defaultdict[str, int] = defaultdict(int)
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._steps: defaultdict[str, int] = defaultdict(int)
        self._done = 0.0
        for cell in missing:
            steps = SCALES[cell.scale].steps(TASKS[cell.task].steps, length=cell.length)
            self._left[cell.task] += steps
        for record in recorded:
            self._learn(record)

    def finished(self, record: Record) -> None:
        """Take in a cell that was just run."""
        self._left[record.cell.task] -= record.steps
        self._done += self._learn(record)

    def left(self, elapsed: float) -> float | None:
        """Return the seconds left at the pace kept so far, or None before the first cell is done.

        Args:
            elapsed: seconds since the start.
        """
        if not self._done or not elapsed:
            return None
        steps = sum(self._steps.values())
        mean = sum(self._seconds.values()) / steps if steps else _UNKNOWN
        work = sum(
            left * (self._seconds[task] / self._steps[task] if self._steps[task] else mean)
            for task, left in self._left.items()
        )
        return work * elapsed / self._done

    def _learn(self, record: Record) -> float:
        seconds = record.seconds + record.building + record.measuring
        if record.fault is None:
            self._seconds[record.cell.task] += seconds
            self._steps[record.cell.task] += record.steps
        return seconds
