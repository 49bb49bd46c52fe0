"""The contract of an executor."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeAlias, final

from awarelr.benchmark.cells import Cell
from awarelr.benchmark.record import Record

__all__ = ["ATTEMPTS", "Delivery", "Executor", "Work"]

Work: TypeAlias = Callable[[Cell], Record]
"""What is done with a cell; a function that other processes can import."""

ATTEMPTS = 3
"""How often a cell is tried whose worker is killed."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What comes back for one cell: its record, or in words why its workers died.

    Args:
        cell: what was run.
        record: its record, or None if every worker that tried died.
        lost: how the last of them died; empty with a record.
    """

    cell: Cell
    record: Record | None
    lost: str = ""


class Executor(Protocol):
    """Something that runs cells somewhere. Which one it is changes no record but its time, machine and memory."""

    def run(self, cells: Iterable[Cell], work: Work) -> Iterator[Delivery]:
        """Yield a delivery for every cell, in the order in which they are finished.

        Cells are taken from ``cells`` only when there is room for one, so that ending that iterator ends the run once
        those begun are done. Closing the iterator that is returned ends the workers at once.

        Args:
            cells: what to run.
            work: what is done with each.
        """
        ...
