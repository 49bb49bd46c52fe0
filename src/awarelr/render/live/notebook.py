"""A run as one picture of a notebook, redrawn in place."""

import io
import re
from typing import Any, final

from rich.console import Console

from awarelr.render.live.frame import frame
from awarelr.render.live.watched import Watched

__all__ = ["Notebook", "picture_of"]

_WIDTH, _HEIGHT = 110, 26
_PAGE = (
    '<pre style="white-space:pre;overflow-x:auto;line-height:1.25;font-family:Menlo,Consolas,monospace">{code}</pre>'
)
_DOTS = re.compile("[\u2800-\u28ff]")
_CELL = r'<i style="display:inline-block;width:1ch;font-style:normal">\g<0></i>'
"""Many fonts have no braille, and that of the one which stands in has another width: each keeps to its column."""


@final
class Notebook:
    """Displays an HTML picture and updates it; whatever cells print stays where it is.

    Args:
        display: ``IPython.display.display``.
        html: ``IPython.display.HTML``.
    """

    period = 0.5
    """Seconds between two pictures: each travels to a browser."""

    def __init__(self, display: Any, html: Any) -> None:  # noqa: ANN401 - IPython is not needed elsewhere
        """Store how to display."""
        self._display = display
        self._html = html
        self._handle: Any = None

    def show(self, watched: Watched, now: float) -> None:  # noqa: ARG002 - the view keeps the time
        """Display the run, in place of the picture before."""
        picture = self._html(picture_of(watched))
        if self._handle is None:
            self._handle = self._display(picture, display_id=True)
        else:
            self._handle.update(picture)

    def close(self) -> None:
        """Leave the last picture."""


def picture_of(watched: Watched) -> str:
    """Return the run as HTML; whatever it says is escaped."""
    console = Console(
        file=io.StringIO(),
        record=True,
        width=_WIDTH,
        height=_HEIGHT,
        force_terminal=True,
        force_jupyter=False,
        color_system="standard",
        legacy_windows=False,
    )
    console.print(frame(watched, console))
    return _DOTS.sub(_CELL, console.export_html(inline_styles=True, code_format=_PAGE))
