"""The parts that live views are made of: charts side by side, bars, sentences."""

from collections.abc import Sequence

from rich.console import Console, OverflowMethod
from rich.table import Table
from rich.text import Text

from awarelr.render.chart import Curve, Piece, chart
from awarelr.render.live.headlines import Headline

__all__ = ["bar", "charts", "drawn", "sentences"]

_STRONGEST = 10.0
"""The z at which a bar is full (*ours*)."""


def drawn(console: Console) -> bool:
    """True where the encoding has braille characters and blocks."""
    return console.encoding.lower().startswith("utf")


def charts(
    titled: Sequence[tuple[str, Sequence[Curve]]],
    *,
    width: int,
    height: int,
    steps: tuple[int, int],
    ascii_only: bool,
    points: int | None = None,
) -> Table:
    """Return charts beside each other, each below its title.

    Args:
        titled: title and curves of each.
        width: characters of each chart.
        height: lines of each chart, its axis included.
        steps: first and last step of the axes; the curves may have fewer points, evenly spread.
        ascii_only: True where there are no braille characters.
        points: points that span the axes, where the curves do not reach their end yet; None: the longest curve does.
    """
    most = points or max((len(curve.values) for _, curves in titled for curve in curves), default=0) or 1
    grid = Table.grid(padding=(0, 2))
    grid.add_row(*(Text(title, style="bold") for title, _ in titled))
    drawings = (chart(curves, width=width, height=height, steps=most, ascii_only=ascii_only) for _, curves in titled)
    grid.add_row(*(_text(lines, width, steps) for lines in drawings))
    return grid


def _text(lines: Sequence[Sequence[Piece]], width: int, steps: tuple[int, int]) -> Text:
    """Return a chart with the axis that counts steps instead of points."""
    first, last = (f"{each:,}" for each in steps)
    axis = " " * 8 + f"{first:<{max(width - 8 - len(last), len(first) + 1)}}{last}"
    texts = [Text.assemble(*((each.text, each.style) for each in line)) for line in lines[:-1]]
    return Text("\n").join([*texts, Text(axis)])


def bar(z: float, width: int, *, ascii_only: bool) -> Text:
    """Return a bar from the middle: to the right where longer steps would have helped, to the left where they hurt.

    Example:
        >>> bar(-5.0, 9, ascii_only=True).plain, bar(10.0, 9, ascii_only=True).plain
        ('  ==|    ', '    |====')
    """
    half = (width - 1) // 2
    filled = min(round(abs(z) / _STRONGEST * half), half)
    block, middle = ("=", "|") if ascii_only else ("█", "│")
    left, right = (filled, 0) if z < 0.0 else (0, filled)
    return Text.assemble(
        " " * (half - left), (block * left, "yellow"), middle, (block * right, "green"), " " * (half - right)
    )


def sentences(headlines: Sequence[Headline], most: int, cut: OverflowMethod = "ellipsis") -> list[Text]:
    """Return the last situations, one a line, what must not be missed in red; blank lines fill up.

    Args:
        headlines: the situations.
        most: how many lines.
        cut: what becomes of a line that is too long; ``"crop"`` where there is no character for an ellipsis.
    """
    texts = [
        Text(
            f"step {each.step:>6,} {each.situation.label}: {each.sentence}",
            style="red" if each.news else "",
            no_wrap=True,
            overflow=cut,
        )
        for each in headlines[-most:]
    ]
    return texts + [Text("")] * (most - len(texts))
