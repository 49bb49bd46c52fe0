"""The CSV of Keras' ``CSVLogger``."""

from collections.abc import Iterator
from typing import final

from awarelr.diagnose.formats.delimited import Delimited, cells_of
from awarelr.diagnose.formats.format import Row
from awarelr.diagnose.source import Source

__all__ = ["KerasCsv"]


@final
class KerasCsv:
    """A line an epoch: ``epoch`` from 0, then the logs by name; what was not logged is ``NA``."""

    name = "keras-csv"
    title = "CSV as Keras' CSVLogger writes it"

    def claims(self, source: Source) -> bool:
        """True if the header is ``epoch`` and then names in order, a loss among them."""
        lines = source.first_lines() if source.is_text else []
        for delimiter in ",;\t":
            names = cells_of(lines[0], delimiter) if lines else []
            if len(names) > 1 and names[0] == "epoch" and "loss" in names and names[1:] == sorted(names[1:]):
                return True
        return False

    def rows(self, source: Source) -> Iterator[Row]:
        """Yield every epoch."""
        yield from Delimited().rows(source)
