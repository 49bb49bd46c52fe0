"""How a journal's faults are worded: file, line, what was found, way out."""

from dataclasses import dataclass
from typing import final

from awarelr.errors import JournalError

__all__ = ["Place", "excerpt", "fault"]

_LONGEST = 60


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in a journal something was found.

    Args:
        path: the file.
        line: line number, from 1.
    """

    path: str
    line: int


def fault(place: Place, found: str, way_out: str) -> JournalError:
    """Word a fault.

    Args:
        place: file and line.
        found: what stands there.
        way_out: what to do now, one sentence.
    """
    return JournalError(f"{place.path}, line {place.line}: found {found}. {way_out}")


def excerpt(raw: bytes) -> str:
    """Return the start of a line, quoted, short enough for a message."""
    text = raw[: _LONGEST + 1].decode(errors="replace").rstrip("\n")
    return repr(text[:_LONGEST] + "..." if len(text) > _LONGEST else text)
