"""JSON lines: one object a line."""

import json
from collections.abc import Iterator
from typing import final

from awarelr.diagnose.formats.flatten import flat
from awarelr.diagnose.formats.format import Row
from awarelr.diagnose.source import Source

__all__ = ["JsonLines", "object_of"]

_LOOKED_AT = 20


@final
class JsonLines:
    """JSON lines of any kind; lines that hold no object are passed over. `OwnJournal` is the sibling for our own."""

    name = "jsonl"
    title = "JSON lines"

    def claims(self, source: Source) -> bool:
        """True if most of the first lines are objects, and a lone one holds numbers rather than lists of them."""
        if not source.is_text:
            return False
        lines = source.first_lines()[:_LOOKED_AT]
        objects = [found for each in lines if (found := object_of(each)) is not None]
        return 2 * len(objects) > len(lines) and (len(lines) > 1 or bool(flat(objects[0])))

    def rows(self, source: Source) -> Iterator[Row]:
        """Yield the numbers of every object."""
        for line in source.lines():
            row = flat(object_of(line))
            if row:
                yield row


def object_of(line: str) -> dict[str, object] | None:
    """Return the JSON object that a line is, or None."""
    if not line.lstrip().startswith("{"):
        return None
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None
