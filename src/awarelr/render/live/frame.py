"""One picture of a run, for a place of any size from 60 columns and 14 lines."""

import math

from rich.console import Console, Group, OverflowMethod, RenderableType
from rich.table import Table
from rich.text import Text

from awarelr.render.chart import Curve
from awarelr.render.live.pieces import bar, charts, drawn, sentences
from awarelr.render.live.watched import HORIZONS, Watched
from awarelr.render.phrases import number

__all__ = ["LEAST", "clock_words", "frame", "progress"]

LEAST = (60, 14)
"""Columns and lines below which there is no picture, only lines (*ours*)."""
_WIDEST, _TALLEST = 140, 16
_AROUND = 10
"""Lines of the picture that are neither chart nor event, the line below it included."""
_EVENTS = 4


def frame(watched: Watched, console: Console) -> RenderableType:
    """Draw what was seen, as wide as the console, in at most its height less one line."""
    width = min(console.width, _WIDEST)
    ascii_only = not drawn(console)
    cut: OverflowMethod = "crop" if ascii_only else "ellipsis"
    events = _EVENTS if console.height > LEAST[1] + _EVENTS else 1
    tall = min(max(console.height - _AROUND - events - 1, 3), _TALLEST)
    return Group(
        Text.assemble((f"awarelr  {progress(watched)}", "bold"), _note(watched), no_wrap=True, overflow=cut),
        charts(
            [
                (_loss_title(watched), [Curve(values=watched.losses.values(), style="cyan")]),
                (_lr_title(watched), [Curve(values=watched.lrs.values(), style="green")]),
            ],
            width=(width - 2) // 2,
            height=tall,
            steps=(watched.first, max(watched.step, watched.first)),
            ascii_only=ascii_only,
        ),
        *_now(watched, cut),
        _evidence(watched, width, ascii_only=ascii_only),
        *sentences(watched.headlines.lines, events, cut),
    )


def progress(watched: Watched) -> str:
    """Say how far it is, how fast it goes and how long it still takes, as far as that is known.

    Example:
        >>> progress(Watched(total_steps=500))
        'step 0 of 500'
    """
    text = f"step {watched.step:,}"
    if watched.total_steps is not None:
        text += f" of {watched.total_steps:,}"
    text += "" if watched.acted else " (observed only)"
    if watched.speed is not None:
        text += f", {watched.speed:.3g} steps/s" if watched.speed < 1e3 else f", {watched.speed:,.0f} steps/s"  # noqa: PLR2004
    left = watched.seconds_left
    return text + (f", {clock_words(left)} left" if left is not None else "")


def clock_words(seconds: float) -> str:
    """Word a length of time by its two largest units.

    Example:
        >>> clock_words(8.2), clock_words(95.0), clock_words(7_500.0), clock_words(200_000.0)
        ('8 s', '1 min 35 s', '2 h 5 min', '2 d 7 h')
    """
    whole = round(min(seconds, 1e9))
    minutes, hours, days = whole // 60, whole // 3600, whole // 86400
    if days:
        return f"{days} d {hours % 24} h"
    if hours:
        return f"{hours} h {minutes % 60} min"
    return f"{minutes} min {whole % 60} s" if minutes else f"{whole} s"


def _note(watched: Watched) -> tuple[str, str]:
    return (f"  {watched.note}", "yellow") if watched.note else ("", "")


def _loss_title(watched: Watched) -> str:
    if watched.level is None:
        return "loss: none was given"
    text = f"loss {number(watched.level)}"
    if watched.validation is not None:
        best = number(watched.best) if math.isfinite(watched.best) else "none"
        text += f", val. {number(watched.validation)} (best {best})"
    return text


def _lr_title(watched: Watched) -> str:
    if watched.last is None:
        return "learning rate"
    return f"{'learning rate' if watched.acted else 'LR would be'} {number(watched.last.written_lr)}"


def _now(watched: Watched, cut: OverflowMethod) -> list[Text]:
    if watched.last is None:
        return [Text("No step has been made yet."), Text("")]
    name, colon, meaning = watched.last.situation.value.partition(":")
    return [
        Text.assemble(("now ", ""), (name, "bold"), colon, meaning, no_wrap=True, overflow=cut),
        Text(f"    {watched.last.sentence}", no_wrap=True, overflow=cut),
    ]


def _evidence(watched: Watched, width: int, *, ascii_only: bool) -> Table:
    """Return a bar for each horizon; an older one is dim and says its step."""
    grid = Table.grid(padding=(0, 1))
    length = max(min(width - 40, 61), 11)
    for name in HORIZONS:
        seen = watched.evidence.get(name)
        if seen is None:
            grid.add_row(Text(f"evidence {name:<6}"), Text("-", style="dim"))
            continue
        old = "" if seen.t == watched.step else f"at step {seen.t:,}"
        grid.add_row(
            Text(f"evidence {name:<6}"),
            bar(seen.z, length, ascii_only=ascii_only),
            Text(f"z {seen.z:+.1f}"),
            Text(old, style="dim"),
        )
    return grid
