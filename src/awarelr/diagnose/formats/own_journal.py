"""awarelr's own journal."""

from collections.abc import Iterator, Mapping
from typing import final

from awarelr.diagnose.formats.format import Row
from awarelr.diagnose.formats.json_lines import object_of
from awarelr.diagnose.formats.number import number_of
from awarelr.diagnose.source import Source
from awarelr.journal.header import KIND

__all__ = ["OwnJournal"]


@final
class OwnJournal:
    """The journal that `awarelr.journal` writes.

    Its losses are looked at anew, without its decisions, and damaged lines are passed over; ``awarelr explain`` is the
    sibling that tells what the scheduler thought.
    """

    name = "journal"
    title = "journal of awarelr"

    def claims(self, source: Source) -> bool:
        """True if the first line is a journal's."""
        lines = source.first_lines() if source.is_text else []
        first = object_of(lines[0]) if lines else None
        return first is not None and first.get("kind") == KIND

    def rows(self, source: Source) -> Iterator[Row]:
        """Yield step, loss, validation loss and LR of every reading."""
        for line in source.lines():
            data = object_of(line)
            reading = data.get("reading") if data else None
            if not data or not isinstance(reading, Mapping) or reading.get("probe") or reading.get("undone"):
                continue
            named = {
                "step": reading.get("t"),
                "loss": reading.get("loss"),
                "validation_loss": reading.get("validation"),
                "lr": data.get("lr"),
            }
            row = {name: number for name, value in named.items() if (number := number_of(value)) is not None}
            if row:
                yield row
