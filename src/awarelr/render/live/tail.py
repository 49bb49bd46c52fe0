"""A journal that is still being written, followed from its first line."""

from pathlib import Path
from typing import BinaryIO, final

from awarelr.errors import JournalError
from awarelr.journal import Entry, Header
from awarelr.journal.fault import Place, second_run
from awarelr.journal.read import parse_part

__all__ = ["Tail"]

_MOST = 1 << 24
"""Bytes read at a time, so that the first pictures of a large file come soon (*ours*)."""


@final
class Tail:
    """Reads what has been added since the last time; `awarelr.journal.read_journal` is for a run that is over.

    A file that is not there yet is waited for, a torn last line until it is whole. When the file was cut or replaced,
    or its lines no longer follow each other (a resumed run writes some anew), it is read again from its beginning.

    Args:
        path: the journal.
    """

    def __init__(self, path: Path) -> None:
        """Store what to read."""
        self.path = path
        self.note = ""
        """What a viewer should know; empty if all is well."""
        self.anew = False
        """True if what the last `read` returned begins at the start of the file."""
        self._doubted: int | None = None
        self._begin()

    @property
    def behind(self) -> bool:
        """True if the last `read` stopped before the end of the file."""
        return self._behind

    def read(self) -> list[Header | Entry]:
        """Return the headers and decisions that are new.

        Raises:
            JournalError: the file is no journal, holds a second run, or cannot be read.
        """
        self.note, self.anew, self._behind = "", self._offset == 0, False
        try:
            with self.path.open("rb") as file:
                return self._new(file)
        except FileNotFoundError:
            self._begin()
            self.note = f"waiting for {self.path}: there is no such file yet"
        except OSError as error:
            message = f"{self.path} cannot be read: {error.strerror}. Give the path of a journal, such as run.jsonl."
            raise JournalError(message) from error
        return []

    def _begin(self) -> None:
        self._offset, self._line, self._inode, self._behind = 0, 0, 0, False
        self._t: int | None = None

    def _new(self, file: BinaryIO) -> list[Header | Entry]:
        status = self.path.stat()
        if self._offset and (status.st_size < self._offset or status.st_ino != self._inode):
            self._begin()
            self.anew = True
        self._inode = status.st_ino
        file.seek(self._offset)
        raw = file.read(_MOST)
        whole = raw[: raw.rfind(b"\n") + 1]
        if not whole and not self._offset and not raw:
            self.note = f"waiting for {self.path}: it is empty"
        self._behind = len(raw) == _MOST
        return self._parsed(file, whole)

    def _parsed(self, file: BinaryIO, whole: bytes) -> list[Header | Entry]:
        parts: list[Header | Entry] = []
        for raw in whole.splitlines(keepends=True):
            place = Place(path=str(self.path), line=self._line + 1)
            try:
                part = parse_part(raw, place)
            except JournalError:
                if self._line == 0:
                    raise
                part = None
            follows = self._follows(part)
            if not (follows or self.anew or self._doubted == self._offset):
                self._doubted = self._offset  # once: what does not follow after the second reading either is so
                self._begin()
                self.anew = True
                return self._new(file)
            if isinstance(part, Header) and not follows:
                raise second_run(place)
            self._line += 1
            self._offset += len(raw)
            if part is None:
                self.note = f"line {self._line:,} is damaged and left out"
                self._t = None
                continue
            self._t = part.t if isinstance(part, Header) else part.decision.t
            parts.append(part)
        return parts

    def _follows(self, part: Header | Entry | None) -> bool:
        """True if a line can stand after those before it; None is a damaged one."""
        if isinstance(part, Header):
            return part.follows((self._t or 0) if self._line else None)
        return part is not None and self._t in (None, part.decision.t - 1)
