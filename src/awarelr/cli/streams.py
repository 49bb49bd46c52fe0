"""The standard streams of a command, which may be full, closed, or left by their reader before it ends."""

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TextIO, final

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

__all__ = ["UNWRITABLE", "ReaderLeft", "guarded_streams"]

UNWRITABLE = 3
"""Exit status of a command whose output could not be written."""


@final
class ReaderLeft(SystemExit):
    """Nobody reads the output any more, as behind ``| head``: the command ends, and all is well.

    It is no `Exception`, so that nothing which goes on after errors goes on for nobody. A command whose status says
    what it found suppresses it, and ends with that.
    """

    def __init__(self) -> None:
        super().__init__(0)


@contextmanager
def guarded_streams() -> Iterator[None]:
    """Within it, an output that cannot be written ends the command with a message; messages that cannot are dropped.

    Raises:
        ReaderLeft: the reader of the output has left.
        SystemExit: the output cannot be written, with status 3.
    """
    given = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _guarded(given[0], ends=True), _guarded(given[1], ends=False)
    try:
        yield
    finally:
        try:
            with suppress(ReaderLeft):
                sys.stdout.flush()
        finally:
            sys.stderr.flush()
            sys.stdout, sys.stderr = given


def _guarded(stream: TextIO | None, *, ends: bool) -> TextIO:
    if stream is None:  # it was closed before Python started
        return io.TextIOWrapper(io.BufferedWriter(_Raw(None, ends=ends)), encoding="utf-8", errors="backslashreplace")
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    raw = getattr(stream.buffer, "raw", stream.buffer)  # no buffer stands between under `python -u`
    return io.TextIOWrapper(
        io.BufferedWriter(_Raw(raw, ends=ends)),
        encoding=stream.encoding,
        errors=stream.errors,
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )


@final
class _Raw(io.RawIOBase):
    """Hands bytes on until that fails, and drops those after.

    The guard stands here because whoever prints finds its own way to the stream: as text, as bytes, by its descriptor.

    Args:
        raw: where they go; None if that is closed.
        ends: True if the failure ends the command.
    """

    def __init__(self, raw: Any, *, ends: bool) -> None:  # noqa: ANN401 - a file, or a test's stand-in for one
        super().__init__()
        self._raw = raw
        self._ends = ends
        self._failed = False

    def writable(self) -> bool:
        """True: nothing else is done with it."""
        return True

    def isatty(self) -> bool:
        """True if a terminal is written to."""
        return self._raw is not None and bool(self._raw.isatty())

    def fileno(self) -> int:
        """Return the descriptor of what is written to."""
        if self._raw is None:
            raise io.UnsupportedOperation
        return int(self._raw.fileno())

    def write(self, data: "ReadableBuffer", /) -> int | None:
        """Write bytes, as many as are taken at once."""
        size = memoryview(data).nbytes
        if self._failed:
            return size
        try:
            return self._handed_on(data)
        except OSError as error:
            self._failed = True
            if not self._ends:
                return size
            raise _end(error) from None

    def _handed_on(self, data: "ReadableBuffer") -> int | None:
        if self._raw is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        written: int | None = self._raw.write(data)
        return written


def _end(error: OSError) -> SystemExit:
    if isinstance(error, BrokenPipeError):
        return ReaderLeft()
    sys.stderr.write(
        f"The standard output cannot be written: {error.strerror}. Its text is cut off: send it to a file in a place "
        f"with room, such as > out.txt\n"
    )
    return SystemExit(UNWRITABLE)
