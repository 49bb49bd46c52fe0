"""A file that is there whole or not at all, whenever the process is killed."""

import contextlib
import os
import tempfile
from pathlib import Path

__all__ = ["write_whole"]


def write_whole(path: Path, text: str) -> None:
    """Write a file by way of a temporary one: fsync, rename, fsync of the folder.

    Args:
        path: the file; what stood there is replaced in one move. Its folder must exist.
        text: the content, written as UTF-8.

    Raises:
        OSError: the disk is full or the folder cannot be written; what stood at ``path`` is untouched.
    """
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)  # noqa: PTH105 - two names, no Path at hand
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)  # noqa: PTH108 - as above
        raise
    _settle(path.parent)


def _settle(folder: Path) -> None:
    """Bring a rename to the disk where folders can be opened (not on Windows)."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
