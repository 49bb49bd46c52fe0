"""A plain training log whose lines hold ``loss: 1.23``, ``loss=1.23`` or ``train loss 1.23``."""

import re
from collections.abc import Iterator
from typing import final

from awarelr.diagnose.formats.format import Row
from awarelr.diagnose.formats.number import NUMBER
from awarelr.diagnose.source import Source

__all__ = ["Plain"]

_COLOUR = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x08")
_PART = r"(?:train(?:ing)?|val(?:id(?:ation)?)?|eval(?:uation)?|test|dev)"
_PAIR = re.compile(
    rf"(?<![\w/.])((?:{_PART}[ _/-]+)?[A-Za-z_][\w./-]{{0,60}})[\"']?\s{{0,4}}[:=]\s{{0,4}}"
    rf"[\"']?(?:tensor\()?({NUMBER})(?![\w/:])",
    re.IGNORECASE,
)
_SPACED = re.compile(
    rf"(?<![\w/.])((?:{_PART}[ _/-]+)?(?:loss|lr|epoch|step|iter(?:ation)?|batch))[ \t]{{1,4}}"
    rf"\[?\s?({NUMBER})(?![\w:])",
    re.IGNORECASE,
)
_LONGEST = 4096
"""Characters of a line that are looked at (*ours*)."""


@final
class Plain:
    """Any text with named losses in its lines; the last resort of the detection."""

    name = "log"
    title = "plain training log"

    def claims(self, source: Source) -> bool:
        """True if a loss is named in the first 64 KiB."""
        return source.is_text and any("loss" in name.lower() for line in source.first_lines() for name in _pairs(line))

    def rows(self, source: Source) -> Iterator[Row]:
        """Yield the named numbers of every line that has any beside a step or an epoch.

        An epoch or step that stands alone on its line belongs to the lines after it.
        """
        carried: dict[str, float] = {}
        for line in source.lines():
            row = _pairs(line)
            if not row:
                continue
            if all(name.lower() in _AXES for name in row):
                carried = row
                continue
            yield {**carried, **row}


_AXES = frozenset({"epoch", "step", "iter", "iteration", "batch"})


def _pairs(line: str) -> dict[str, float]:
    text = _COLOUR.sub("", line[:_LONGEST])
    found = {_clean(match[1]): float(match[2]) for match in _SPACED.finditer(text)}
    found.update({_clean(match[1]): float(match[2]) for match in _PAIR.finditer(text)})
    return found


def _clean(name: str) -> str:
    return re.sub(r"\s+", "_", name.strip())
