"""Two inks for one picture: dark lines for a light page, light lines for a dark one."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from typing import Any, final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

__all__ = ["DARK", "INKS", "LIGHT", "Ink", "decades", "svg"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """The colours of one theme.

    Args:
        name: part of the picture's file name.
        text: labels and ticks.
        grid: lines that must not be noticed.
        loss: the loss.
        lr: the learning rate.
        faint: what is shown for comparison.
        wash: opacity of the coloured bands.
    """

    name: str
    text: str
    grid: str
    loss: str
    lr: str
    faint: str
    wash: float


LIGHT = Ink(name="light", text="#3c3c46", grid="#d8d8e0", loss="#6b6b78", lr="#0b5cad", faint="#a9a9b6", wash=0.30)
DARK = Ink(name="dark", text="#c9cbd4", grid="#41444f", loss="#a3a6b3", lr="#6fb5ff", faint="#6d7080", wash=0.38)
INKS = (LIGHT, DARK)
_FEW_DECADES = 2.2


def decades(axes: Axes) -> None:
    """Give the upright axis a logarithmic scale with plain numbers: decades, and 2 and 5 between where they are few.

    Source: *ours*.
    """
    axes.set_yscale("log")
    low, high = axes.get_ylim()
    few = math.log10(high / low) < _FEW_DECADES
    axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0) if few else (1.0,), numticks=6))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.minorticks_off()


def svg(draw: Callable[[Figure, Ink], None], ink: Ink, *, width: float, height: float) -> str:
    """Return a drawing as SVG on a transparent ground, the same text for the same drawing.

    Args:
        draw: fills the figure.
        ink: colours to draw in.
        width: inches, of 72 points.
        height: inches.

    Source: *ours*.
    """
    settings: dict[Any, Any] = {
        "axes.edgecolor": ink.grid,
        "axes.labelcolor": ink.text,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.titlecolor": ink.text,
        "font.family": "sans-serif",
        "font.size": 9.0,
        "legend.frameon": False,
        "legend.labelcolor": ink.text,
        "svg.fonttype": "path",
        "svg.hashsalt": "awarelr",
        "text.color": ink.text,
        "xtick.color": ink.text,
        "ytick.color": ink.text,
    }
    with mpl.rc_context(settings):
        figure = Figure(figsize=(width, height), layout="constrained")
        draw(figure, ink)
        page = StringIO()
        figure.savefig(page, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return page.getvalue()
