"""What shows a run must be able to do."""

from typing import Protocol

from awarelr.render.live.watched import Watched

__all__ = ["Surface"]


class Surface(Protocol):
    """Somewhere a run is shown. Any method may raise: the view then warns once and is turned off."""

    @property
    def period(self) -> float:
        """Seconds between two pictures, at least."""
        ...

    def show(self, watched: Watched, now: float) -> None:
        """Show what was seen.

        Args:
            watched: what was seen.
            now: the time, in seconds; only differences matter.
        """
        ...

    def close(self) -> None:
        """Leave everything as it was found, the last picture in place; a second call does nothing."""
        ...
