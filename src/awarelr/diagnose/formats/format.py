"""What a reader of one format must be."""

from collections.abc import Iterator, Mapping
from typing import Protocol

from awarelr.diagnose.source import Source

__all__ = ["Format", "Row"]

Row = Mapping[str, float]
"""One record: name of each column to its number; what is missing is left out."""


class Format(Protocol):
    """One format of logs. Nothing it meets in a file raises anything but `LogError` or `MissingExtraError`."""

    @property
    def name(self) -> str:
        """What ``--format`` calls it."""
        ...

    @property
    def title(self) -> str:
        """What a person calls it."""
        ...

    def claims(self, source: Source) -> bool:
        """True if the first 64 KiB look like this format."""
        ...

    def rows(self, source: Source) -> Iterator[Row]:
        """Yield every record, in bounded memory where the format permits.

        Raises:
            LogError: the file is not of this format.
        """
        ...
