"""A file, a pipe or the standard input, opened for its bytes."""

import errno
import io
import os
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO

__all__ = ["STDIN", "called", "is_stream", "opened"]

STDIN = "-"
"""The name that stands for the standard input."""


def called(path: str) -> str:
    """Return what messages call it."""
    return "standard input" if path == STDIN else path


def is_stream(path: str) -> bool:
    """True for the standard input, pipes and devices, whose bytes do not come again.

    So it is for the names that a system has for what is open already, such as /dev/stdout, even where that is a file.
    """
    if path == STDIN or (Path(path).exists() and not Path(path).is_file()):
        return True
    return os.path.realpath(Path(path).parent) in ("/dev", os.path.realpath("/dev/fd"))


def opened(path: str) -> AbstractContextManager[BinaryIO]:
    """Open it for reading; the standard input stays open afterwards.

    Raises:
        OSError: it cannot be read.
    """
    return nullcontext(_standard_input()) if path == STDIN else Path(path).open("rb")


def _standard_input() -> BinaryIO:
    stream = sys.stdin
    if stream is None:  # it was closed before Python started
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    return stream.buffer if hasattr(stream, "buffer") else io.BytesIO(stream.read().encode())
