"""Which surface suits where a run is shown, and the view on it."""

import sys
from importlib import import_module
from typing import TextIO

from rich.console import Console

from awarelr.render.live.cells import follow_cells
from awarelr.render.live.frame import LEAST
from awarelr.render.live.lines import Lines
from awarelr.render.live.notebook import Notebook
from awarelr.render.live.surface import Surface
from awarelr.render.live.terminal import Terminal
from awarelr.render.live.view import LiveView

__all__ = ["surface_for", "view_for"]


def view_for(stream: TextIO, *, total_steps: int | None = None) -> LiveView:
    """Return the view of a training on the surface that suits; in a notebook it catches up at the end of each cell.

    Args:
        stream: where to show the run, if it is no notebook.
        total_steps: budget in steps; None if unknown.
    """
    surface = surface_for(stream)
    view = LiveView(surface, total_steps=total_steps)
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if isinstance(surface, Notebook) and shell is not None:
        follow_cells(view, shell.events)
    return view


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
