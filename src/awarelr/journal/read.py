"""Reading a journal: lazily, line by line, forgiving about a torn last line and about nothing else."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from os import PathLike, fspath
from typing import final

from awarelr.core.decision import Decision
from awarelr.core.reading import Reading
from awarelr.errors import JournalError, StateError
from awarelr.journal.fault import Place, damage, excerpt, fault, second_run
from awarelr.journal.header import FORMAT, KIND, Header, looks_torn, parse_header
from awarelr.journal.parse import decision_of, lr_of, reading_of
from awarelr.journal.stream import called, is_stream, opened

__all__ = ["Entry", "JournalRun", "parse_part", "read_journal", "whole_lines"]

_log = logging.getLogger("awarelr")


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a journal.

    Args:
        line: line number in the file, from 1.
        lr: LR that the update of this step used.
        reading: what was read.
        decision: what was decided, for the next step.
    """

    line: int
    lr: float
    reading: Reading
    decision: Decision


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class JournalRun:
    """A journal that was opened; its lines are read anew at every iteration, so that memory stays flat.

    Args:
        path: the file, as messages call it.
        header: its first line; None if the run was killed before even that was whole.
        lines: its lines with their numbers, where they come through a pipe and one iteration is all there is; None for
            a file.

    Example:
        ``for entry in read_journal("run.jsonl").entries(): print(entry.decision.sentence)``
    """

    path: str
    header: Header | None
    lines: Iterator[tuple[int, bytes]] | None = None

    def parts(self) -> Iterator[Header | Entry]:
        """Yield every line in order: the header, the decisions, and a header more wherever a resume left a gap.

        Raises:
            JournalError: a line is damaged, foreign or out of order, or a second run begins there; names the line and
                the way out.
        """
        t = None
        for number, raw in whole_lines(self.path) if self.lines is None else self.lines:
            place = Place(path=self.path, line=number)
            part = parse_part(raw, place)
            if isinstance(part, Header):
                if not part.follows(t):
                    raise second_run(place)
                t = part.t
            elif t is not None and part.decision.t != t + 1:
                raise damage(place, f"the decision of reading {part.decision.t} after that of reading {t}")
            else:
                t = part.decision.t
            yield part

    def entries(self) -> Iterator[Entry]:
        """Yield every decision in order.

        Raises:
            JournalError: a line is damaged, foreign or out of order, or a second run begins there; names the line and
                the way out.
        """
        return (part for part in self.parts() if isinstance(part, Entry))


def read_journal(path: str | PathLike[str]) -> JournalRun:
    """Open a journal.

    Args:
        path: the file, or a pipe; ``"-"`` is the standard input.

    Raises:
        JournalError: there is no such file, it cannot be read, or it is no journal.
    """
    name, lines = called(fspath(path)), whole_lines(fspath(path))
    once = is_stream(fspath(path))
    for number, raw in lines:
        place = Place(path=name, line=number)
        header = parse_part(raw, place)
        if not isinstance(header, Header):
            raise fault(place, "a decision where the first line's settings belong", "Take the file from a backup.")
        return JournalRun(path=name, header=header, lines=chain([(number, raw)], lines) if once else None)
    return JournalRun(path=name, header=None, lines=lines if once else None)


def whole_lines(path: str) -> Iterator[tuple[int, bytes]]:
    """Yield every whole line with its number; say so if the last one is torn.

    Raises:
        JournalError: the file cannot be read, or its only line is torn and cannot be the start of a journal.
    """
    name = called(path)
    try:
        with opened(path) as file:
            for number, raw in enumerate(file, start=1):
                if raw.endswith(b"\n"):
                    yield number, raw
                elif number > 1 or looks_torn(raw):
                    _log.warning("%s, line %d is torn (the run was ended while it was written): dropped.", name, number)
                else:
                    raise _foreign(raw, Place(path=name, line=number))
    except OSError as error:
        message = f"{name} cannot be read: {error.strerror}. Give the path of a journal, such as run.jsonl."
        raise JournalError(message) from error


def parse_part(raw: bytes, place: Place) -> Header | Entry:
    """Read one whole line.

    Raises:
        JournalError: it is damaged or foreign; names the line and the way out.
    """
    try:
        data = json.loads(raw)
    except ValueError as error:  # UnicodeDecodeError is one, too
        if place.line == 1:
            raise _foreign(raw, place) from error
        raise damage(place, f"a damaged line, {excerpt(raw)}") from error
    if isinstance(data, dict) and data.keys() == {"lr", "reading", "decision"}:
        try:
            return Entry(
                line=place.line,
                lr=lr_of(data["lr"]),
                reading=reading_of(data["reading"]),
                decision=decision_of(data["decision"]),
            )
        except StateError as error:
            raise damage(place, f"a line that is none of ours: {error}") from error
    if isinstance(data, dict) and "kind" in data:
        return parse_header(data, place)
    if place.line == 1:
        raise _foreign(raw, place)
    raise damage(place, f"a foreign line, {excerpt(raw)}")


def _foreign(raw: bytes, place: Place) -> JournalError:
    way_out = f'A journal of awarelr starts with {{"format":{FORMAT},"kind":"{KIND}"; give the path of one.'
    return fault(place, f"{excerpt(raw)}, so the file is no journal", way_out)
