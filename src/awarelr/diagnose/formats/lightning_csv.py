"""The ``metrics.csv`` of Lightning's ``CSVLogger``."""

from collections.abc import Iterator
from typing import final

from awarelr.diagnose.formats.delimited import Delimited, cells_of
from awarelr.diagnose.formats.format import Row
from awarelr.diagnose.source import Source

__all__ = ["LightningCsv"]


@final
class LightningCsv:
    """Sparse columns: a line has ``epoch``, ``step`` and only those metrics that were logged together."""

    name = "lightning-csv"
    title = "metrics.csv of Lightning"

    def claims(self, source: Source) -> bool:
        """True if the header has ``epoch`` and ``step`` and some cells below are empty."""
        lines = source.first_lines() if source.is_text else []
        names = cells_of(lines[0], ",") if lines else []
        sparse = any("" in cells_of(line, ",") for line in lines[1:50])
        return "epoch" in names and "step" in names and sparse

    def rows(self, source: Source) -> Iterator[Row]:
        """Yield every line."""
        yield from Delimited().rows(source)
