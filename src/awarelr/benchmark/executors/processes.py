"""Cells spread over worker processes of this machine."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from typing import final

from awarelr.benchmark.cells import Cell
from awarelr.benchmark.executors.executor import ATTEMPTS, Delivery, Work
from awarelr.benchmark.executors.worker import Worker

__all__ = ["ProcessExecutor"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessExecutor:
    """Runs each cell in a process apart; `SerialExecutor` needs none, `RayExecutor` reaches other machines.

    A worker serves one cell after the other, because starting one costs seconds; one that dies is replaced and its
    cell is tried again, three times in all.

    Args:
        workers: processes at once.
    """

    workers: int

    def run(self, cells: Iterable[Cell], work: Work) -> Iterator[Delivery]:
        """Yield a delivery for every cell, in the order in which they are finished."""
        pool = _Pool(cells=iter(cells), work=work)
        try:
            for _ in range(self.workers):
                pool.employ()
            while pool.busy:
                yield from pool.collect()
        finally:
            pool.dismiss()


@final
@dataclass(slots=True, kw_only=True)
class _Pool:
    cells: Iterator[Cell]
    work: Work
    busy: list[Worker] = field(default_factory=list)
    again: deque[Cell] = field(default_factory=deque)
    tried: dict[Cell, int] = field(default_factory=dict)

    def employ(self, worker: Worker | None = None) -> None:
        """Give the next cell to a worker, a new one if none is given; without a cell left, send it home."""
        cell = self.again.popleft() if self.again else next(self.cells, None)
        if cell is None:
            if worker is not None:
                worker.end()
            return
        if worker is None:
            worker = Worker(self.work)
        self.busy.append(worker)
        worker.begin(cell)

    def collect(self) -> Iterator[Delivery]:
        """Wait for news and yield what is finished."""
        ready = wait([worker.connection for worker in self.busy])
        for worker in [each for each in self.busy if each.connection in ready]:
            cell = worker.cell
            record = worker.record()
            self.busy.remove(worker)
            if cell is None:
                continue
            if record is not None:
                self.employ(worker)
                yield Delivery(cell=cell, record=record)
                continue
            lost = self._died(worker, cell)
            self.employ()
            if lost:
                yield Delivery(cell=cell, record=None, lost=lost)

    def dismiss(self) -> None:
        """End every worker."""
        while self.busy:
            self.busy.pop().end()

    def _died(self, worker: Worker, cell: Cell) -> str:
        """Take note of a death; return what to say if the cell is not tried again."""
        death = worker.death()
        worker.end()
        self.tried[cell] = self.tried.get(cell, 0) + 1
        if self.tried[cell] < ATTEMPTS:
            self.again.append(cell)
            return ""
        return f"{death}, {ATTEMPTS} times out of {ATTEMPTS}"
