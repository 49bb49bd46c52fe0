"""Which surface suits where a run is shown."""

from importlib import import_module
from typing import TextIO

from rich.console import Console

from awarelr.render.live.frame import LEAST
from awarelr.render.live.lines import Lines
from awarelr.render.live.notebook import Notebook
from awarelr.render.live.surface import Surface
from awarelr.render.live.terminal import Terminal

__all__ = ["surface_for"]


def surface_for(stream: TextIO, *, plain: bool = False) -> Surface:
    """Return a notebook's surface inside a notebook, a terminal's on a capable one, plain lines everywhere else.

    Args:
        stream: where to show the run, if it is no notebook.
        plain: True for lines in any case.
    """
    console = Console(file=stream)
    if plain:
        return Lines(stream)
    if console.is_jupyter:
        ipython = import_module("IPython.display")  # there is one inside a notebook, and only there
        return Notebook(ipython.display, ipython.HTML)
    able = console.is_terminal and stream.isatty() and not console.is_dumb_terminal
    roomy = console.width >= LEAST[0] and console.height >= LEAST[1]
    return Terminal(stream) if able and roomy else Lines(stream)
