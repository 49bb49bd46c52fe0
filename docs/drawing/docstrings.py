"""Docstrings as the house writes them, for the reference: sources become paragraphs, examples become code."""

import re
from typing import Any, final

import griffe

__all__ = ["HouseStyle"]

_EXAMPLE = re.compile(r"^Example:$", flags=re.MULTILINE)
_SOURCE = re.compile(r"^Source: (?P<words>.+(?:\n[ ]+\S.*)*)", flags=re.MULTILINE)


@final
class HouseStyle(griffe.Extension):
    """Rewrites ``Source: ...`` and ``Example:``, no sections of Google's style, before docstrings are read."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:  # noqa: ANN401 - griffe hands over more
        """Take in one object."""
        if obj.docstring is not None:
            text = _SOURCE.sub(_paragraph, obj.docstring.value)
            obj.docstring.value = _EXAMPLE.sub("Examples:", text)


def _paragraph(found: re.Match[str]) -> str:
    return "**Source.** " + " ".join(line.strip() for line in found["words"].splitlines())
