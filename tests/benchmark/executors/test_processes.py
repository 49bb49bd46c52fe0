"""Worker processes run cells, and may die."""

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from awarelr.benchmark.cells import Cell
from awarelr.benchmark.executors import ProcessExecutor, SerialExecutor

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")


@pytest.fixture
def cells(cell: Cell) -> list[Cell]:
    return [replace(cell, seed=seed) for seed in range(6)]


def test_every_cell_comes_back_once_from_other_processes(cells: list[Cell], doubles: ModuleType) -> None:
    deliveries = list(ProcessExecutor(workers=2).run(cells, doubles.quick))
    assert sorted(each.cell.seed for each in deliveries) == [0, 1, 2, 3, 4, 5]
    processes = {each.record.averaged for each in deliveries if each.record is not None}
    assert 1 <= len(processes) <= 2
    assert os.getpid() not in processes
    assert multiprocessing.active_children() == []


@POSIX
def test_a_killed_workers_cell_is_tried_again(cells: list[Cell], doubles: ModuleType) -> None:
    deliveries = list(ProcessExecutor(workers=1).run(cells[:3], doubles.dying_once))
    assert sorted(each.cell.seed for each in deliveries) == [0, 1, 2]
    assert all(each.record is not None for each in deliveries)


@pytest.mark.slow
@POSIX
def test_a_cell_that_kills_its_workers_is_given_up_and_the_others_go_on(
    cells: list[Cell], doubles: ModuleType, tmp_path: Path
) -> None:
    deliveries = {each.cell.seed: each for each in ProcessExecutor(workers=2).run(cells[:3], doubles.dying)}
    assert deliveries[0].record is not None
    assert deliveries[2].record is not None
    assert deliveries[1].record is None
    assert "killed by SIGKILL" in deliveries[1].lost
    assert "3 times out of 3" in deliveries[1].lost
    assert (tmp_path / "1").read_text() == "xxx"


@pytest.mark.slow
def test_a_worker_that_leaves_is_named_by_its_exit_code(cells: list[Cell], doubles: ModuleType) -> None:
    (delivery,) = ProcessExecutor(workers=1).run(cells[:1], doubles.leaving)
    assert "exit code 7" in delivery.lost


@POSIX
def test_ctrl_c_ends_the_workers_at_once(cells: list[Cell], doubles: ModuleType) -> None:
    def source() -> Iterator[Cell]:
        yield cells[0]

    run = ProcessExecutor(workers=1).run(source(), doubles.slow)
    closer = threading.Timer(1.0, signal.pthread_kill, [threading.get_ident(), signal.SIGINT])
    closer.start()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        next(run)
    assert time.monotonic() - began < 40.0
    assert multiprocessing.active_children() == []


def test_cells_are_taken_only_when_there_is_room(cells: list[Cell], doubles: ModuleType) -> None:
    taken = []

    def source() -> Iterator[Cell]:
        for each in cells:
            taken.append(each)
            yield each

    run = ProcessExecutor(workers=1).run(source(), doubles.quick)
    next(run)
    assert len(taken) <= 2
    run.close()  # type: ignore[attr-defined] # a generator
    assert multiprocessing.active_children() == []


def test_no_cells_need_no_worker(doubles: ModuleType) -> None:
    assert list(ProcessExecutor(workers=2).run([], doubles.quick)) == []


def test_the_serial_executor_keeps_the_order(cells: list[Cell], doubles: ModuleType) -> None:
    assert [each.cell for each in SerialExecutor().run(cells, doubles.quick)] == cells
