"""The demo live in a terminal: curves, situation, the last sentences."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import final

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.text import Text

from awarelr.cli.commands.demo.case import Case
from awarelr.cli.commands.demo.contender import Setting
from awarelr.cli.commands.demo.race import Race, Track
from awarelr.cli.commands.demo.summary import NOTE, table, verdicts
from awarelr.cli.commands.demo.tuning import GRID, TUNED
from awarelr.render.chart import Curve
from awarelr.render.live.headlines import Headlines
from awarelr.render.live.pieces import charts, drawn, sentences

__all__ = ["LEAST", "Screen"]

LEAST = (76, 22)
"""Columns and lines that the live view needs."""
_FRAMES = 12.0
"""Frames a second."""
_STYLES = {"AwareLR": "bold green", "constant": "yellow", "cosine": "magenta", TUNED: "cyan"}
_MARKS = {"AwareLR": "A", "constant": "c", "cosine": "s", TUNED: "t"}
"""Letters that stand on the curves, for whoever sees no colours."""
_SENTENCES = 4
_AROUND = 11
"""Lines of the live view that are no chart, the terminal's own last line included."""


@final
class Screen:
    """Draws in place, at the pace of a reader.

    Args:
        console: the terminal.
        pace: seconds that a race takes at least.
    """

    def __init__(self, console: Console, pace: float) -> None:
        """Store where to draw."""
        self._console = console
        self._pace = pace
        self._live: Live | None = None
        self._headlines = Headlines(_SENTENCES)
        self._case: Case | None = None
        self._best: Track | None = None
        self._due = 0.0
        self._warnings: list[str] = []

    def opening(self, setting: Setting, steps: int) -> None:
        """Say what is going to happen."""
        self._console.print(Text(f"awarelr demo: {setting.title}, {steps:,} steps."))
        self._console.print(Text(f"The rival first: a cosine schedule, tuned with {len(GRID)} trainings."))

    def tuning(self, number: int, track: Track) -> None:
        """Print one run of the grid."""
        loss = 9.99 if track.result is None else track.result.loss
        bar = "█" * round(min(loss, 2.5) * 16) if self._drawn else ""
        line = f"  {number} of {len(GRID)}   LR {track.lr0:<8.2g} validation loss {loss:6.3f} "
        self._console.print(Text.assemble(line, (bar, "cyan")), no_wrap=True, overflow="crop")

    def tuned(self, best: Track) -> None:
        """Print what the grid came to."""
        text = f"The best LR is {best.lr0:.2g}. The search took {best.steps:,} steps and {best.seconds:.1f} s.\n"
        self._console.print(Text(text))

    @contextmanager
    def race(self, case: Case, race: Race, best: Track) -> Iterator[None]:
        """Draw a race; the last frame stays."""
        self._headlines, self._case, self._best = Headlines(_SENTENCES), case, best
        with Live(console=self._console, auto_refresh=False, vertical_overflow="crop") as live:
            self._live, self._due = live, time.monotonic()
            yield
            self._draw(race)
        self._live = None
        for message in self._warnings:
            self._console.print(Text(f"AwareLR warned: {message}", style="dim"))
        self._warnings.clear()

    def moved(self, race: Race) -> None:
        """Draw a frame if one is due; wait where the training is quicker than a reader."""
        aware = race.tracks[0].last
        if aware is not None and aware.decision is not None:
            self._headlines.add(aware.decision)
        steps_a_frame = max(1, round(race.steps / max(1.0, self._pace * _FRAMES)))
        if race.step % steps_a_frame:
            return
        now = time.monotonic()
        if self._pace > 0.0 and now < self._due:
            time.sleep(self._due - now)
        if self._pace > 0.0 or now >= self._due:
            self._draw(race)
            self._due = time.monotonic() + 1.0 / _FRAMES

    def warned(self, message: str) -> None:
        """Keep a warning until the race is over; its headline is on the screen already."""
        self._warnings.append(message)

    def closing(self, tracks: list[Track], best: Track, stories: list[str]) -> None:
        """Print table, verdicts and the last words."""
        self._console.print()
        self._console.print(table(tracks, best))
        for line in [NOTE, "", *verdicts(tracks, best), "", *stories]:
            self._console.print(Text(line))

    @property
    def _drawn(self) -> bool:
        return drawn(self._console)

    def _draw(self, race: Race) -> None:
        if self._live is not None:
            self._live.update(self._frame(race), refresh=True)

    def _frame(self, race: Race) -> RenderableType:
        words = "" if self._case is None else f", {self._case.words}"
        title = f"all start at {race.tracks[0].lr0:.2g}{words} | step {race.step:,} of {race.steps:,}"
        body = Group(
            self._charts(race),
            self._legend(race),
            self._standing(race),
            *sentences(self._headlines.lines, _SENTENCES, "ellipsis" if self._drawn else "crop"),
        )
        return Panel(body, title=title, padding=(0, 1), width=min(self._console.width, 140))

    def _charts(self, race: Race) -> RenderableType:
        tracks = [*([self._best] if self._best else []), *reversed(race.tracks)]
        width = (min(self._console.width, 140) - 6) // 2
        height = min(max(self._console.height - _AROUND, 7), 20)
        titled = [
            (title, [_curve(track, getattr(track, values)) for track in tracks])
            for title, values in (("training loss", "losses"), ("learning rate", "lrs"))
        ]
        return charts(
            titled, width=width, height=height, steps=(1, race.steps), points=race.steps, ascii_only=not self._drawn
        )

    def _legend(self, race: Race) -> Text:
        names = [*(track.name for track in race.tracks), *([self._best.name] if self._best else [])]
        dash = "━" if self._drawn else "-"
        return Text("   ").join(Text(f"{dash}{_MARKS[name]}{dash} {name}", style=_STYLES[name]) for name in names)

    def _standing(self, race: Race) -> Text:
        aware = race.tracks[0]
        if aware.last is None:
            return Text("")
        named = "" if aware.last.decision is None else aware.last.decision.situation.label
        return Text.assemble(
            f"AwareLR now: LR {aware.last.lr:.3g}, loss {aware.losses[-1]:.3g}, ", (named, "bold"), no_wrap=True
        )


def _curve(track: Track, values: list[float]) -> Curve:
    return Curve(values=values, style=_STYLES[track.name], mark=_MARKS[track.name])
