"""What the demo needs from whatever shows it."""

from contextlib import AbstractContextManager
from typing import Protocol

from awarelr.cli.commands.demo.case import Case
from awarelr.cli.commands.demo.contender import Setting
from awarelr.cli.commands.demo.race import Race, Track

__all__ = ["View"]


class View(Protocol):
    """Shows the demo: live in a terminal, or as plain lines."""

    def opening(self, setting: Setting, steps: int) -> None:
        """Say what is going to happen."""
        ...

    def tuning(self, number: int, track: Track) -> None:
        """Show one run of the grid, after it."""
        ...

    def tuned(self, best: Track) -> None:
        """Show what the grid came to."""
        ...

    def race(self, case: Case, race: Race, best: Track) -> AbstractContextManager[None]:
        """Show a race; `moved` is called within."""
        ...

    def moved(self, race: Race) -> None:
        """Show the race after a step."""
        ...

    def warned(self, message: str) -> None:
        """Show what the scheduler logs as a warning, such as a rollback."""
        ...

    def closing(self, tracks: list[Track], best: Track, stories: list[str]) -> None:
        """Show the results of all."""
        ...
