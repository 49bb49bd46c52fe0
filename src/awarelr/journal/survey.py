"""What a journal already on disk holds, seen from the reading at which a resumed run goes on."""

import re
from dataclasses import dataclass
from typing import final

from awarelr.core.decision import Decision
from awarelr.journal.fault import Place, second_run
from awarelr.journal.header import Header
from awarelr.journal.read import Entry, parse_part, whole_lines

__all__ = ["Survey", "survey"]

_OPENING = 32
"""Decisions that tell how a run began: ten losses, with probes and readings without one between them (*ours*)."""
_T = re.compile(rb'"decision":\{"t":(\d+),')


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The part of a journal up to a reading, and what stands after it.

    Args:
        keep: bytes of that part.
        header: the header that its last decisions stand under; None if the file holds no whole line.
        decisions: decisions in that part.
        opening: its first ones, up to the first gap and 32 at most.
        last: its last decision; None if there is none.
        beyond: whole lines after it.
    """

    keep: int
    header: Header | None
    decisions: int
    opening: tuple[Entry, ...]
    last: Decision | None
    beyond: int


def survey(path: str, t: int) -> Survey:
    """Look through a journal up to reading ``t``.

    Only headers, the first decisions and the last one are read in full, so that a million lines take seconds.

    Raises:
        JournalError: the file cannot be read, or a line up to reading ``t`` is damaged or foreign,
            or begins a second run.
    """
    keep, decisions, beyond = 0, 0, 0
    header, last, latest = None, None, None
    opening: list[tuple[bytes, Place]] = []
    room = _OPENING
    for number, raw in whole_lines(path):
        place = Place(path=path, line=number)
        found = None if beyond else _T.search(raw)
        part = None if beyond or found else parse_part(raw, place)
        if beyond or (found and int(found[1]) > t) or (isinstance(part, Header) and header and part.t >= t):
            beyond += 1
            continue
        if isinstance(part, Header):
            if not part.follows(latest):
                raise second_run(place)
            room = _OPENING if header is None else 0
            header, latest = part, part.t
        else:
            latest = int(found[1]) if found else latest
            decisions += 1
            last = (raw, place)
            opening += [last] if decisions <= room else []
        keep += len(raw)
    lines = [*opening, *([last] if last is not None else [])]
    entries = [part for line in lines if isinstance(part := parse_part(*line), Entry)]
    return Survey(
        keep=keep,
        header=header,
        decisions=decisions,
        opening=tuple(entries[: len(opening)]),
        last=entries[-1].decision if entries else None,
        beyond=beyond,
    )
