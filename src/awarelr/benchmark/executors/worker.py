"""A process that runs one cell at a time for a parent, and can be replaced when it dies."""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import final

from awarelr.benchmark.cells import Cell
from awarelr.benchmark.executors.executor import Work
from awarelr.benchmark.record import Record

__all__ = ["Worker", "one_thread_each", "serve"]

_THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
_PATIENCE = 5.0


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Have processes that start inside the with-block compute on one thread each."""
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def serve(connection: Connection, work: Work) -> None:
    """Answer each cell that comes with its record until the parent hangs up; runs in the worker.

    Args:
        connection: to the parent.
        work: what is done with each cell.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle: it ends its workers.
    try:
        while True:
            connection.send(work(connection.recv()))
    except (EOFError, OSError):
        return  # The parent hung up or is gone.


@final
class Worker:
    """A live worker process, started afresh so that nothing of the parent's state reaches a cell.

    Args:
        work: what it does with each cell.
    """

    def __init__(self, work: Work) -> None:
        """Start the process."""
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.cell: Cell | None = None
        self._process = context.Process(target=serve, args=(theirs, work), daemon=True)
        with one_thread_each(), _interrupts_blocked():
            self._process.start()
        theirs.close()

    def begin(self, cell: Cell) -> None:
        """Hand over the cell to run next."""
        self.cell = cell
        try:
            self.connection.send(cell)
        except OSError:
            return  # It died idle; `record` will find that out.

    def record(self) -> Record | None:
        """Return the record of the cell in hand once the connection is readable, or None if the worker died."""
        try:
            record: Record = self.connection.recv()
        except (EOFError, OSError):
            return None
        return record

    def death(self) -> str:
        """Say how the process ended; call it only for a worker that died."""
        self._process.join(_PATIENCE)
        code = self._process.exitcode
        if code is None or code >= 0:
            return f"its process ended with exit code {code}"
        out_of_memory = " (the system may be out of memory)" if -code == getattr(signal, "SIGKILL", 0) else ""
        return f"its process was killed by {signal.Signals(-code).name}{out_of_memory}"

    def end(self) -> None:
        """Kill the process, whatever it does."""
        self.connection.close()
        self._process.kill()
        self._process.join(_PATIENCE)


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Start a child that Ctrl-C does not reach, not even while it still imports; one meant for us waits so long."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
