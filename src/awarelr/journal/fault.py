"""How a journal's faults are worded: file, line, what was found, way out."""

import shlex
from dataclasses import dataclass
from typing import final

from awarelr.errors import JournalError
from awarelr.journal.stream import STDIN, called

__all__ = ["Place", "damage", "excerpt", "fault", "second_run"]

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
    return JournalError(f"{place.path}, line {place.line}: found {found.removesuffix('.')}. {way_out}")


def damage(place: Place, found: str) -> JournalError:
    """Word a fault that ends what can be read; its way out keeps what stands before."""
    path, saved = _file(place)
    way_out = f"To keep what stands before it{saved}: head -n {place.line - 1} {path} > mended.jsonl"
    return fault(place, found, way_out)


def second_run(place: Place) -> JournalError:
    """Word that another run begins at a line, as in journals that were joined; its way out parts them."""
    path, saved = _file(place)
    head, tail = f"head -n {place.line - 1} {path} > first.jsonl", f"tail -n +{place.line} {path} > second.jsonl"
    return fault(place, "the beginning of a second run; a journal holds one", f"To part them{saved}: {head}; {tail}")


def _file(place: Place) -> tuple[str, str]:
    """Return the path as a shell takes it for one word and no option, and what has to be done before."""
    path = place.path
    if path == called(STDIN):
        return "run.jsonl", ", saved as run.jsonl"
    return shlex.quote(f"./{path}" if path.startswith("-") else path), ""


def excerpt(raw: bytes) -> str:
    """Return the start of a line, quoted, short enough for a message."""
    text = raw[: _LONGEST + 1].decode(errors="replace").rstrip("\n")
    return repr(text[:_LONGEST] + "..." if len(text) > _LONGEST else text)
