"""One cell after the other, in this process."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import final

from awarelr.benchmark.cells import Cell
from awarelr.benchmark.executors.executor import Delivery, Work

__all__ = ["SerialExecutor"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class SerialExecutor:
    """Runs cells in this process, where a debugger sees them; `ProcessExecutor` survives the death of a cell."""

    def run(self, cells: Iterable[Cell], work: Work) -> Iterator[Delivery]:
        """Yield a delivery for every cell, in the order in which they are given."""
        for cell in cells:
            yield Delivery(cell=cell, record=work(cell))
