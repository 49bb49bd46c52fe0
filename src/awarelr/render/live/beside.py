"""A text stream that makes room: what others print goes above the picture, an unfinished line below it."""

import os
import re
from collections.abc import Callable
from typing import Any, TextIO, final

__all__ = ["Beside"]

_MOVES = re.compile(r"\x1b\[\d*[A-H]")


@final
class Beside:
    """Stands in for ``sys.stdout`` or ``sys.stderr`` while a picture is in place.

    Whole lines are handed on at once. What has no end of line yet, such as the bar of tqdm after its carriage return,
    is one line below the picture. A forked process writes straight through.

    Args:
        stream: the real stream.
        above: called with whole lines, without the last end of line.
        below: called with the unfinished line whenever it changes.
    """

    def __init__(self, stream: TextIO, above: Callable[[str], None], below: Callable[[str], None]) -> None:
        """Store where to hand on."""
        self._stream = stream
        self._above = above
        self._below = below
        self._rest = ""
        self._blank = 0
        self._owner = os.getpid()

    def write(self, text: str) -> int:
        """Take in any text; return its length."""
        if os.getpid() != self._owner:
            return self._stream.write(text)
        moved = _MOVES.sub("", text)
        if not moved.strip("\n") and not self._rest:
            self._blank += len(moved)  # blank lines, or a nested bar on its way down: the next text tells
            return len(text)
        if not moved.startswith("\r"):
            moved = "\n" * self._blank + moved
        self._blank = 0
        lines, newline, rest = (self._rest + moved).rpartition("\n")
        if newline:
            self._above("\n".join(_latest(each) for each in lines.split("\n")))
        self._rest = _latest(rest)
        self._below(self._rest)
        return len(text)

    def flush(self) -> None:
        """Nothing waits here that must not."""
        if os.getpid() != self._owner:
            self._stream.flush()

    def rest(self) -> str:
        """Return the unfinished line and forget it."""
        rest, self._rest = self._rest, ""
        return rest

    def writelines(self, lines: Any) -> None:  # noqa: ANN401 - any iterable of text
        """Take in several texts."""
        for each in lines:
            self.write(each)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the stream has
        return getattr(self._stream, name)


def _latest(text: str) -> str:
    """Return what a terminal would show of a line with carriage returns."""
    return text.rstrip("\r").rpartition("\r")[2]
