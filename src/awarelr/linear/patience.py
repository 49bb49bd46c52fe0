"""When a fit has converged."""

import math
from typing import final

__all__ = ["Patience"]


@final
class Patience:
    """Counts sweeps without progress, as scikit-learn does, but not while the LR is still on its way.

    An LR that started far too low gives losses that hardly move: to stop there would be to take a late start for an
    arrival. So a sweep during which the LR rose, or a rollback was being sorted out, counts for nothing.

    Args:
        tol: progress of a sweep that counts, in the unit of the loss; None never stops.
        rounds: sweeps without progress, in a row, that end the fit.

    Source: the count is scikit-learn's (``n_iter_no_change``); the exception is *ours*.
    """

    def __init__(self, tol: "float | None", rounds: int) -> None:
        """Start with nothing seen."""
        self.tol = -math.inf if tol is None else tol
        self.rounds = rounds
        self.best = math.inf
        self._idle = 0

    def rescale(self, loss: float) -> None:
        """Make the tolerance a share of the first sweep's loss where that is below 1: tiny targets, tiny progress."""
        if 0.0 < loss < 1.0:
            self.tol *= loss

    def spent(self, loss: float, *, moving: bool) -> bool:
        """Take in the loss of a sweep; True if it was the last that patience allows.

        Args:
            loss: mean loss of the sweep, lower is better; for a score hand over its negative.
            moving: True if the LR rose or a rollback was under way.
        """
        if not loss > self.best - self.tol or moving:
            self._idle = 0
        else:
            self._idle += 1
        self.best = min(self.best, loss)
        return self._idle >= self.rounds
