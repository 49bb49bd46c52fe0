"""Bare numbers, as a person pastes them."""

import re
from collections.abc import Iterator
from typing import final

from awarelr.diagnose.formats.format import Row
from awarelr.diagnose.formats.number import number_in
from awarelr.diagnose.source import Source

__all__ = ["Bare"]

_BETWEEN = re.compile(r"[\s,;|\[\](){}]+")


@final
class Bare:
    """Losses and nothing else, on one line or many; `Delimited` is the sibling for columns without a header."""

    name = "numbers"
    title = "bare numbers"

    def claims(self, source: Source) -> bool:
        """True if there are only numbers, and not the same few on each of many lines."""
        lines = source.first_lines() if source.is_text else []
        fields = [[each for each in _BETWEEN.split(line) if each] for line in lines]
        every = [each for line in fields for each in line]
        if not every or any(number_in(each) is None for each in every):
            return False
        widths = {len(line) for line in fields}
        return len(widths) > 1 or widths == {1} or len(fields) < 3  # noqa: PLR2004 - fewer lines are no table

    def rows(self, source: Source) -> Iterator[Row]:
        """Yield every number as a loss; words are passed over."""
        for line in source.lines():
            for each in _BETWEEN.split(line):
                number = number_in(each)
                if number is not None:
                    yield {"loss": number}
