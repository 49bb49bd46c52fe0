"""Work that other processes can import: it makes up a record, and dies where a test asks for it."""

import os
import signal
import time
from pathlib import Path

from awarelr.benchmark.cells import Cell
from awarelr.benchmark.curve import Evaluation
from awarelr.benchmark.machine import this_machine
from awarelr.benchmark.record import Record


def quick(cell: Cell) -> Record:
    return Record(
        key="k",
        cell=cell,
        steps=1,
        lr=1.0,
        evaluations=(Evaluation(step=1, last=float(cell.seed), averaged=float(os.getpid())),),
        versions={},
        digests={},
        machine=this_machine(),
        finished="",
    )


def dying_once(cell: Cell) -> Record:
    """Kill the process at the first try of every odd seed."""
    mark = Path(os.environ["AWARELR_TEST_MARKS"]) / str(cell.seed)
    if cell.seed % 2 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return quick(cell)


def dying(cell: Cell) -> Record:
    """Kill the process at every try of every odd seed, and count the tries."""
    if cell.seed % 2:
        with (Path(os.environ["AWARELR_TEST_MARKS"]) / str(cell.seed)).open("a") as file:
            file.write("x")
        os.kill(os.getpid(), signal.SIGKILL)
    return quick(cell)


def leaving(cell: Cell) -> Record:
    """End the process as a crash in a library's exit handler would."""
    del cell
    os._exit(7)


def pausing(cell: Cell) -> Record:
    time.sleep(0.5)
    return quick(cell)


def slow(cell: Cell) -> Record:
    time.sleep(60.0)
    return quick(cell)
