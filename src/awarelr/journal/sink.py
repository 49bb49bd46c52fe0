"""Whole lines into a file, buffered; the one place of the journal where writing can go wrong."""

import logging
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import final

from awarelr.journal.lock import release

__all__ = ["Pace", "Sink"]

_log = logging.getLogger("awarelr")


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """When buffered lines go to the file.

    Args:
        lines: at the latest after so many lines.
        seconds: at the latest so long after the last time, looked at whenever a line comes.
        now: the clock, in seconds.
    """

    lines: int = 64
    seconds: float = 5.0
    now: Callable[[], float] = time.monotonic


@final
class Sink:
    """Appends whole lines to an open file; an error ends the writing with one warning, never the training.

    A kill between two flushes loses the lines of the buffer; one during a flush leaves a torn line at most, at the end.

    Args:
        path: the file, named in the warning.
        fd: its descriptor, opened for appending; it belongs to the sink.
        size: bytes in the file, all of whole lines.
        pace: when buffered lines go to the file.
    """

    def __init__(self, path: str, fd: int, size: int, pace: Pace) -> None:
        """Take over an open file."""
        self._path = path
        self._fd = fd
        self._size = size
        self._pace = pace
        self._lines: list[str] = []
        self._due = pace.now() + pace.seconds
        self._owner = os.getpid()
        self.open = True

    def add(self, line: str) -> None:
        """Take in one line (ASCII, with its end of line)."""
        self._lines.append(line)
        if len(self._lines) >= self._pace.lines or self._pace.now() >= self._due:
            self.flush()

    def flush(self) -> None:
        """Bring every line taken in to the file."""
        if not self.open:
            return
        if os.getpid() != self._owner:  # A forked worker inherits the buffer; the lines are its parent's to write.
            self._lines.clear()
            return
        data = "".join(self._lines).encode("ascii")
        self._lines.clear()
        self._due = self._pace.now() + self._pace.seconds
        try:
            _write_all(self._fd, data)
        except OSError as error:
            self.fail(error)
        else:
            self._size += len(data)

    def fail(self, error: Exception) -> None:
        """Stop writing, leave whole lines only, and say so once."""
        message = "The journal %s ends here: %s. The training goes on without it."
        _log.warning(message, self._path, str(error).removesuffix("."))
        self._lines.clear()
        with suppress(OSError):  # What is torn may stay torn; readers drop it.
            os.ftruncate(self._fd, self._size)
        self._release()

    def close(self) -> None:
        """Flush and give the file back; a second call does nothing."""
        self.flush()
        self._release()

    def _release(self) -> None:
        if self.open:
            self.open = False
            try:
                if os.getpid() == self._owner:
                    release(self._fd)
                os.close(self._fd)
            except OSError as error:
                _log.warning("The journal %s could not be closed: %s.", self._path, error)


def _write_all(fd: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]
