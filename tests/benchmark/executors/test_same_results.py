"""Where cells run changes no bit of their results."""

from dataclasses import replace

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from awarelr.benchmark.cells import Cell
from awarelr.benchmark.executors import Executor, ProcessExecutor, SerialExecutor
from awarelr.benchmark.perform import perform
from awarelr.benchmark.record import Record

pytestmark = pytest.mark.torch

CELL = Cell(task="digits", baseline="aware", multiplier=30.0, seed=0, scale="tiny")
CELLS = [
    CELL,
    replace(CELL, baseline="constant", damage="nan_gradient"),
    replace(CELL, task="drift", multiplier=1.0),
    replace(CELL, task="cnn", baseline="cosine"),
]


def results(executor: Executor, cells: list[Cell]) -> dict[Cell, Record]:
    return {each.cell: each.record for each in executor.run(cells, perform) if each.record is not None}


def same(first: dict[Cell, Record], second: dict[Cell, Record]) -> bool:
    """Compare to the last bit; NaN is NaN."""
    return all(repr(first[cell].evaluations) == repr(second[cell].evaluations) for cell in CELLS) and all(
        repr(first[cell].curve) == repr(second[cell].curve) for cell in CELLS
    )


@pytest.mark.slow
def test_processes_give_the_same_bits_as_one_process_in_any_order() -> None:
    assert same(results(SerialExecutor(), CELLS), results(ProcessExecutor(workers=1), CELLS[::-1]))
