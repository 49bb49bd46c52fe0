"""When a fit has converged."""

import math
from typing import final

__all__ = ["Patience"]

_DAMAGE = 0.1
"""A fit that ends by more than this share of its descent above its best sweep gives that sweep's weights (*ours*)."""
_SLACK = 0.002
"""Share of the descent that averaged weights may cost on the rows they were fitted to (*ours*)."""
_HOPELESS = 1e6
"""A loss so many times that of the first sweep will overflow next; finite, and worth nothing (*ours*)."""


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
        self._first = math.inf
        self._idle = 0

    def begin(self, loss: float) -> None:
        """Take in the first sweep's loss; where it is below 1 the tolerance is a share of it, for tiny targets."""
        self._first = loss
        if 0.0 < loss < 1.0:
            self.tol *= loss

    def hopeless(self, loss: float) -> bool:
        """True if the loss of a sweep has risen so far that the weights are about to overflow."""
        return loss > _HOPELESS * self._first

    @property
    def slack(self) -> float:
        """Loss that is small beside the descent so far; 0 before there is one."""
        descent = self._first - self.best
        return _SLACK * descent if 0.0 < descent < math.inf else 0.0

    def damaged(self, loss: float) -> bool:
        """True if the last sweep's loss lies so far above the best one's that the best one's weights are wanted."""
        return not loss <= self.best + _DAMAGE * abs(self._first - self.best)

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
