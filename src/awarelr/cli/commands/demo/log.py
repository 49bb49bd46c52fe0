"""The demo as plain lines, for logs and wherever there is no terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import final

from rich.console import Console

from awarelr.cli.commands.demo.case import Case
from awarelr.cli.commands.demo.contender import Setting
from awarelr.cli.commands.demo.race import Race, Track
from awarelr.cli.commands.demo.summary import NOTE, table, verdicts
from awarelr.cli.commands.demo.tuning import GRID

__all__ = ["Log"]

_LINES = 12
"""Lines of progress a race."""


@final
class Log:
    """Prints lines and never moves the cursor; `Screen` is for terminals.

    Args:
        console: where to print.
    """

    def __init__(self, console: Console) -> None:
        """Store where to print."""
        self._console = console

    def opening(self, setting: Setting, steps: int) -> None:
        """Say what is going to happen."""
        self._say(f"awarelr demo: {setting.title}, {steps:,} steps.")
        self._say(f"The rival first: a cosine schedule, tuned with {len(GRID)} trainings.")

    def tuning(self, number: int, track: Track) -> None:
        """Print one run of the grid."""
        loss = "none" if track.result is None else f"{track.result.loss:.3f}"
        self._say(f"  {number} of {len(GRID)}: LR {track.lr0:.2g}: validation loss {loss}")

    def tuned(self, best: Track) -> None:
        """Print what the grid came to."""
        self._say(f"  best: LR {best.lr0:.2g}; the search took {best.steps:,} steps and {best.seconds:.1f} s.")

    @contextmanager
    def race(self, case: Case, race: Race, best: Track) -> Iterator[None]:  # noqa: ARG002 - the table has the rival
        """Print where a race begins."""
        self._say("")
        self._say(f"All start at {race.tracks[0].lr0:.2g}, {case.words}.")
        yield

    def moved(self, race: Race) -> None:
        """Print where everything stands a dozen times a race."""
        if race.step % max(1, race.steps // _LINES) == 0 or race.over:
            self._say(f"  step {race.step:>5,}: {'; '.join(_standing(track) for track in race.tracks)}")

    def warned(self, message: str) -> None:
        """Print a warning of the scheduler at once."""
        self._say(f"  AwareLR warns: {message}")

    def closing(self, tracks: list[Track], best: Track, stories: list[str]) -> None:
        """Print table, verdicts and the last words."""
        self._say("")
        self._console.print(table(tracks, best))
        for line in [NOTE, "", *verdicts(tracks, best), "", *stories]:
            self._say(line)

    def _say(self, line: str) -> None:
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)


def _standing(track: Track) -> str:
    if track.last is None:
        return track.name
    decision = track.last.decision
    named = f", {decision.situation.label}" if decision is not None else ""
    return f"{track.name} LR {track.last.lr:.2e} loss {track.losses[-1]:.3g}{named}"
