"""A run as plain lines: for logs of CI, for pipes, for terminals that cannot move their cursor."""

from typing import TextIO, final

from awarelr.render.live.frame import progress
from awarelr.render.live.watched import Watched
from awarelr.render.phrases import number

__all__ = ["Lines", "line_of"]

_OFTEN, _SELDOM = 10.0, 60.0
"""Seconds between two lines: at first, and once `_CALM` seconds have passed (*ours*)."""
_CALM = 120.0


@final
class Lines:
    """Prints a line every 10 seconds, later every minute, and news at once; never moves the cursor.

    Args:
        stream: where to print.
    """

    period = 1.0
    """Seconds between two looks for news."""

    def __init__(self, stream: TextIO) -> None:
        """Store where to print."""
        self._stream = stream
        self._begun: float | None = None
        self._due = 0.0
        self._told = 0
        self._note = ""
        self._unsaid: Watched | None = None

    def show(self, watched: Watched, now: float) -> None:
        """Print news, and a line if one is due."""
        if self._begun is None:
            self._begun = self._due = now
        for each in watched.headlines.lines:
            if each.news and each.step > self._told:
                self._told = each.step
                self._say(f"step {each.step:,}: {each.situation.label}: {each.sentence}")
        if now >= self._due or watched.note != self._note:
            self._note = watched.note
            self._due = now + (_OFTEN if now - self._begun < _CALM else _SELDOM)
            self._say(line_of(watched))
            self._unsaid = None
        else:
            self._unsaid = watched

    def close(self) -> None:
        """Print how it ended, unless the last line says so."""
        if self._unsaid is not None:
            self._say(line_of(self._unsaid))
            self._unsaid = None

    def _say(self, text: str) -> None:
        encoding = getattr(self._stream, "encoding", None) or "utf-8"
        self._stream.write(f"awarelr: {text}\n".encode(encoding, errors="replace").decode(encoding))
        self._stream.flush()


def line_of(watched: Watched) -> str:
    """Say everything in one line."""
    last = watched.last
    if last is None:
        return watched.note or "no step has been made yet"
    parts = [progress(watched), f"LR {'' if watched.acted else 'would be '}{number(last.written_lr)}"]
    if watched.level is not None:
        parts.append(f"loss {number(watched.level)}")
    if watched.validation is not None:
        parts.append(f"validation {number(watched.validation)}")
    parts.append(f"{last.situation.label}: {last.sentence}")
    return "; ".join([*parts, watched.note] if watched.note else parts)
