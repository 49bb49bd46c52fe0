"""One JSON document: a list of records, a list of losses, or lists by name as Keras' history has them."""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import final

from awarelr.diagnose.formats.flatten import flat
from awarelr.diagnose.formats.format import Row
from awarelr.diagnose.formats.number import number_of
from awarelr.diagnose.source import Source
from awarelr.errors import LogError

__all__ = ["JsonDocument", "parsed"]

_TAG = re.compile(r"""\[[^][{}"\n]{0,80}\][ \t]*[^][\s,]""")
"""A time or a level in brackets with more behind it: a line of a plain log."""


@final
class JsonDocument:
    """A JSON document; `JsonLines` is the sibling for one object a line, `TrainerState` for Transformers' own."""

    name = "json"
    title = "JSON document"

    def claims(self, source: Source) -> bool:
        """True if the first character opens a document whose first line is no object of its own."""
        first = source.head.decode(source.encoding, errors="replace").lstrip("\ufeff \t\r\n")[:200]
        inside = first[1:].lstrip()[:1]
        if _TAG.match(first):
            return False
        return source.is_text and (
            (first[:1] == "[" and inside in tuple('{["-0123456789NI')) or (first[:1] == "{" and inside == '"')
        )

    def rows(self, source: Source) -> Iterator[Row]:
        """Yield the records."""
        data = parsed(source)
        if isinstance(data, list):
            yield from _records(data)
            return
        lists = {str(key): each for key, each in data.items() if isinstance(each, list)}
        inner = next((each for each in lists.values() if each and isinstance(each[0], Mapping)), None)
        if inner is not None:
            yield from _records(inner)
        elif lists:
            for values in zip_longest(*lists.values()):
                numbers = zip(lists, map(number_of, values), strict=True)
                yield {name: number for name, number in numbers if number is not None}
        else:
            yield flat(data)


def parsed(source: Source) -> dict[str, object] | list[object]:
    """Return the document.

    Raises:
        LogError: it is no JSON object or list.
    """
    try:
        data = json.loads(source.document().lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        message = f"{source.name} is no whole JSON document: {reason}. For one object a line use --format jsonl."
        raise LogError(message) from error
    if not isinstance(data, dict | list):
        message = f"{source.name} holds the single value {str(data)[:40]!r} where a JSON object or list belongs."
        raise LogError(message)
    return data


def _records(data: list[object]) -> Iterator[Row]:
    for each in data:
        number = number_of(each)
        row = flat(each) if number is None else {"loss": number}
        if row:
            yield row
