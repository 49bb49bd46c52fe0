"""Running a plan: what is recorded is skipped, what is run is recorded, and whoever watches is told."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, final

from awarelr.benchmark.cells import Cell
from awarelr.benchmark.executors.executor import Delivery, Executor, Work
from awarelr.benchmark.identity import identify
from awarelr.benchmark.perform import failed, perform
from awarelr.benchmark.record import Fault, Record
from awarelr.benchmark.store import Store
from awarelr.errors import AwarelrError

__all__ = ["Campaign", "Tally", "Watcher"]


class Watcher(Protocol):
    """Someone who follows a campaign, such as a progress bar."""

    def planned(self, missing: Iterable[Cell], recorded: Iterable[Record]) -> None:
        """Hear what is to be run and what is there already."""
        ...

    def recorded(self, record: Record) -> None:
        """Hear of a cell that was run and recorded."""
        ...


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What a campaign came to.

    Args:
        asked: cells of the plan.
        found: cells that were recorded before.
        run: cells that were run and recorded now.
        faults: records of those that have no result, recorded before or now.
        seconds: wall time of the campaign.
        training: wall time that the cells spent in their steps, in seconds.
        working: wall time that the cells spent in building, steps and measurements, in seconds.
    """

    asked: int
    found: int
    run: int
    faults: tuple[Record, ...]
    seconds: float
    training: float
    working: float

    @property
    def left(self) -> int:
        """Cells of the plan that are still to be run."""
        return self.asked - self.found - self.run


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A plan's cells on the way into a store.

    Args:
        store: where records go.
        executor: where cells run.
        watcher: who follows.
        resume: whether cells that are recorded are skipped; else they run again and their records are replaced.
        budget: seconds after which no further cell is begun; those begun are finished. None for no end.
        clock: seconds that pass.
        work: what is done with a cell.
    """

    store: Store
    executor: Executor
    watcher: Watcher
    resume: bool = True
    budget: float | None = None
    clock: Callable[[], float] = time.monotonic
    work: Work = perform

    def run(self, cells: Iterable[Cell]) -> Tally:
        """Run what is missing. An interruption loses the cells under way, and nothing that is recorded.

        Raises:
            AwarelrError: a record cannot be written, or a worker runs other code than this process.
        """
        began = self.clock()
        keys = {cell: identify(cell).key for cell in cells}
        found = [record for cell, key in keys.items() if (record := self._found(cell, key)) is not None]
        done = {record.cell for record in found}
        missing = [cell for cell in keys if cell not in done]
        self.watcher.planned(missing, found)
        new = []
        for delivery in self.executor.run(self._in_time(missing, began), self.work):
            record = _record_of(delivery)
            _check_code(record, keys[delivery.cell])
            self.store.add(record)
            new.append(record)
            self.watcher.recorded(record)
        return Tally(
            asked=len(keys),
            found=len(found),
            run=len(new),
            faults=tuple(record for record in [*found, *new] if record.fault is not None),
            seconds=self.clock() - began,
            training=sum(record.seconds for record in new),
            working=sum(record.building + record.seconds + record.measuring for record in new),
        )

    def _found(self, cell: Cell, key: str) -> Record | None:
        return self.store.find(cell, key) if self.resume else None

    def _in_time(self, cells: Iterable[Cell], began: float) -> Iterator[Cell]:
        for cell in cells:
            if self.budget is not None and self.clock() - began >= self.budget:
                return
            yield cell


def _record_of(delivery: Delivery) -> Record:
    if delivery.record is not None:
        return delivery.record
    return failed(delivery.cell, Fault(words=f"No result: {delivery.lost}."))


def _check_code(record: Record, key: str) -> None:
    if record.key == key:
        return
    here = identify(record.cell)
    changed = [name for name, digest in record.digests.items() if here.digests.get(name) != digest]
    others = [f"{name} {version}" for name, version in record.versions.items() if here.versions.get(name) != version]
    raise AwarelrError(
        f"A worker ran {record.cell.label} with other code than this process: {', '.join([*changed, *others])}. "
        "Install the same awarelr and the same packages on every machine, leave the code alone during a run, and give "
        "the same command again: what is recorded is kept."
    )
