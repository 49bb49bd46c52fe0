"""Where a command may write: under a suffix that it knows, and never over what it reads."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from awarelr.errors import AwarelrError

__all__ = ["PAGES", "check_output"]

PAGES = (".html", ".htm")
"""Suffixes of a page."""


def check_output(option: str, path: Path, suffixes: Sequence[str], inputs: Iterable[str | Path]) -> None:
    """Check a file before anything is read or written.

    Args:
        option: the option that names it, such as ``--output``.
        path: the file.
        suffixes: what it may end in.
        inputs: files that are to be read.

    Raises:
        AwarelrError: it ends in something else, or is one of the inputs, under this name or another.
    """
    if path.suffix.lower() not in suffixes:
        message = f"{option} must end in {', '.join(suffixes)}, got {path}. The suffix is the format."
        raise AwarelrError(message)
    if path.exists() and any(Path(each).exists() and path.samefile(each) for each in inputs):
        message = f"{option} must not be a file that is read, got {path}: it would be overwritten. Name another file."
        raise AwarelrError(message)
