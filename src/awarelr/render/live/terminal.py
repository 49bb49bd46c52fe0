"""A run drawn in place in a terminal, beside whatever else is printed there."""

import logging
import sys
import threading
from collections.abc import Iterator
from typing import TextIO, cast, final

from rich.console import Console
from rich.live import Live
from rich.segment import Segment, Segments
from rich.text import Text

from awarelr.render.live.beside import Beside
from awarelr.render.live.frame import frame
from awarelr.render.live.watched import Watched

__all__ = ["Terminal"]


@final
class Terminal:
    """Draws in place with one write a picture, so that nothing flickers; the cursor stays visible, modes untouched.

    While it draws, ``sys.stdout``, ``sys.stderr`` and the logging handlers that hold them are replaced, as far as they
    are terminals. `close` puts them back.

    Args:
        stream: the terminal.
    """

    period = 0.25
    """Seconds between two pictures."""

    def __init__(self, stream: TextIO) -> None:
        """Store where to draw."""
        self._console = Console(file=stream)
        self._live: Live | None = None
        self._lock = threading.RLock()
        self._picture: list[Segment] = []
        self._below = ""
        self._replaced: list[tuple[str, TextIO, Beside]] = []
        self._handlers: list[tuple[logging.StreamHandler[TextIO], TextIO]] = []

    def show(self, watched: Watched, now: float) -> None:  # noqa: ARG002 - the view keeps the time
        """Draw the run."""
        with self._lock:
            if self._live is None:
                self._open()
            lines = self._console.render_lines(frame(watched, self._console), pad=False)
            newline = Segment.line()
            self._picture = [segment for line in lines for segment in (*line, newline)]
            self._draw()

    def close(self) -> None:
        """Draw no more, put the streams back."""
        with self._lock:
            if self._live is None:
                return
            self._give_back()
            self._below = ""
            live, self._live = self._live, None
            live.update(Segments(self._picture[:-1]))
            live.stop()
            for name, _, beside in self._replaced:
                if rest := beside.rest():
                    getattr(sys, name).write(rest)
            self._replaced.clear()

    def _open(self) -> None:
        self._live = Live(
            console=self._console,
            auto_refresh=False,
            redirect_stdout=False,
            redirect_stderr=False,
            vertical_overflow="crop",
        )
        self._live.start()
        self._console.show_cursor(show=True)  # so that whoever is killed leaves no terminal without a cursor
        for name in ("stdout", "stderr"):
            stream = getattr(sys, name)
            if stream is not None and stream.isatty():
                beside = Beside(stream, self._above, self._below_is)
                setattr(sys, name, beside)
                self._replaced.append((name, stream, beside))
        for handler in _handlers():
            for _, stream, beside in self._replaced:
                if handler.stream is stream:
                    handler.setStream(cast("TextIO", beside))
                    self._handlers.append((handler, stream))

    def _give_back(self) -> None:
        for handler, stream in self._handlers:
            if isinstance(cast("object", handler.stream), Beside):
                handler.setStream(stream)
        self._handlers.clear()
        for name, stream, beside in self._replaced:
            if getattr(sys, name) is beside:
                setattr(sys, name, stream)

    def _draw(self) -> None:
        if self._live is not None:
            width = max(self._console.width - 1, 1)
            self._live.update(Segments([*self._picture, Segment(self._below[:width])]), refresh=True)

    def _above(self, lines: str) -> None:
        with self._lock:
            if self._live is None:
                self._console.file.write(f"{lines}\n")
            else:
                self._console.print(Text.from_ansi(lines), soft_wrap=True)

    def _below_is(self, line: str) -> None:
        with self._lock:
            if line != self._below:
                self._below = line
                self._draw()


def _handlers() -> Iterator["logging.StreamHandler[TextIO]"]:
    """Yield the handlers of every logger that write to a stream."""
    loggers = [logging.getLogger(), *(each for each in logging.Logger.manager.loggerDict.values())]
    for logger in loggers:
        for handler in getattr(logger, "handlers", ()):
            if isinstance(handler, logging.StreamHandler):
                yield handler
