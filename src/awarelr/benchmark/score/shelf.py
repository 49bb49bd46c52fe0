"""Records by cell, and what is read from them."""

import math
from collections.abc import Iterable, Sequence
from typing import final

import numpy as np
from numpy.typing import NDArray

from awarelr.benchmark.cells import Cell
from awarelr.benchmark.record import Record
from awarelr.benchmark.score.weights import Weights

__all__ = ["Shelf", "final_value", "value_at"]


@final
class Shelf:
    """The newest record of every cell.

    Args:
        records: any number a cell; the one finished last counts.
    """

    def __init__(self, records: Iterable[Record]) -> None:
        self._newest: dict[Cell, Record] = {}
        for record in records:
            known = self._newest.get(record.cell)
            if known is None or record.finished >= known.finished:
                self._newest[record.cell] = record

    def __contains__(self, cell: Cell) -> bool:
        """Say whether a cell is recorded."""
        return cell in self._newest

    def __getitem__(self, cell: Cell) -> Record:
        """Return the record of a cell."""
        return self._newest[cell]

    def has(self, cells: Iterable[Cell]) -> bool:
        """Say whether every one of the cells is recorded."""
        return all(cell in self._newest for cell in cells)

    def values(self, runs: Sequence[Sequence[Cell]], weights: Weights, moment: float = 1.0) -> NDArray[np.float64]:
        """Return the measures of runs, one row an alternative, one column a seed; NaN where there is none.

        Args:
            runs: for each alternative its cells, one a seed; all recorded.
            weights: which weights are judged.
            moment: share of the run at which it is measured.
        """
        rows = [[value_at(self[cell], weights, moment) for cell in row] for row in runs]
        return np.array(rows, dtype=np.float64)


def value_at(record: Record, weights: Weights, moment: float) -> float:
    """Return the measure at a moment of a run, NaN if there is none.

    Args:
        record: of the run.
        weights: which weights are judged.
        moment: share of the run; the measurement nearest to it counts.
    """
    if not record.evaluations:
        return math.nan
    step = moment * record.steps
    nearest = min(record.evaluations, key=lambda each: abs(each.step - step))
    return nearest.last if weights is Weights.LAST else nearest.averaged


def final_value(record: Record, weights: Weights) -> float:
    """Return the measure at the end of a run, NaN if there is none."""
    return record.last if weights is Weights.LAST else record.averaged
