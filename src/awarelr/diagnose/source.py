"""A log as a stream of bytes, lines or one document; bounded memory whatever the file holds."""

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, final

from awarelr.errors import LogError
from awarelr.journal import stream

__all__ = ["Source", "opened"]

_HEAD = 1 << 16
_CHUNK = 1 << 16
_LONGEST = 1 << 20
"""Characters of a line that are kept: no line of a log is longer (*ours*)."""
_DOCUMENT = 1 << 28
"""Bytes of a document that is not read line by line (*ours*)."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TEXT = frozenset(b"\t\n\r\x08\x0b\x0c\x1b")
_JUNK = 0.02
"""Share of control characters from which bytes are no text (*ours*)."""


@final
class Source:
    """A log opened for one reading from its beginning.

    Args:
        name: file name for messages.
        stream: the bytes; need not be seekable.
    """

    def __init__(self, name: str, stream: BinaryIO) -> None:
        self.name = name
        self._stream = stream
        self.head = _filled(stream, _HEAD)
        self.encoding = _encoding(self.head)

    @property
    def is_text(self) -> bool:
        """False if the first bytes cannot be text in any encoding known here."""
        if self.encoding.startswith(("utf-16", "utf-32")):
            return True
        odd = sum(byte < 32 and byte not in _TEXT for byte in self.head)  # noqa: PLR2004 - the first printable one
        return odd <= _JUNK * len(self.head)

    def first_lines(self) -> list[str]:
        """Return the lines of the first 64 KiB that are not blank; a last one that is cut off is left out."""
        text = self.head.decode(self.encoding, errors="replace")
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if len(self.head) == _HEAD and len(lines) > 1:
            lines.pop()
        return [each for each in lines if each.strip()]

    def chunks(self) -> Iterator[bytes]:
        """Yield every byte, in pieces."""
        yield self.head
        while chunk := self._stream.read(_CHUNK):
            yield chunk

    def lines(self) -> Iterator[str]:
        """Yield every line without its end; what is longer than a mebibyte is cut off."""
        decoder = codecs.getincrementaldecoder(self.encoding)(errors="replace")
        rest = ""
        for chunk in self.chunks():
            text = rest + decoder.decode(chunk)
            carried = text.endswith("\r")
            lines = (text[:-1] if carried else text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
            rest = lines.pop()[:_LONGEST] + ("\r" if carried else "")
            yield from lines
        rest += decoder.decode(b"", final=True)
        if rest.rstrip("\r"):
            yield rest.rstrip("\r")

    def document(self) -> str:
        """Return the whole text.

        Raises:
            LogError: it is longer than 256 MiB.
        """
        parts, size = [], 0
        for chunk in self.chunks():
            size += len(chunk)
            if size > _DOCUMENT:
                message = (
                    f"{self.name} is one JSON document of more than {_DOCUMENT >> 20} MiB. "
                    f"Write it as JSON lines, one record a line: those are read in bounded memory."
                )
                raise LogError(message)
            parts.append(chunk)
        return b"".join(parts).decode(self.encoding, errors="replace")


@contextmanager
def opened(path: str) -> Iterator[Source]:
    """Open a log; ``"-"`` is the standard input.

    Raises:
        LogError: it cannot be read, or is empty.
    """
    name = stream.called(path)
    try:
        with stream.opened(path) as file:
            yield _checked(Source(name, file))
    except (OSError, ValueError) as error:
        if isinstance(error, LogError):
            raise
        reason = error.strerror if isinstance(error, OSError) else str(error)
        message = f"{name} cannot be read: {reason}. Give the path of a log of losses, or - for the standard input."
        raise LogError(message) from error


def _checked(source: Source) -> Source:
    if not source.head.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        message = f"{source.name} is empty. Give a log that holds at least three losses."
        raise LogError(message)
    return source


def _filled(stream: BinaryIO, size: int) -> bytes:
    """Read until ``size`` bytes or the end: a pipe hands over less at a time."""
    parts, left = [], size
    while left and (part := stream.read(left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _encoding(head: bytes) -> str:
    """Return the encoding: by its mark, by where the zeros stand, UTF-8 if it decodes, Latin-1 otherwise."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if min(even, odd) * 10 < max(even, odd) > len(head) // 4:
        return "utf-16-le" if odd > even else "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"
