"""When a fit has converged."""

import math
from collections import deque
from itertools import pairwise
from statistics import median
from typing import final

__all__ = ["Patience"]

_DAMAGE = 0.1
"""A fit that ends by more than this share of its descent above its best sweep gives that sweep's weights (*ours*)."""
_SLACK = 0.002
"""Share of the descent that averaged weights may cost on the rows they were fitted to (*ours*)."""
_LONGEST = 3
"""Most times ``rounds`` that noise may prolong the wait (*ours*, decision 0056)."""
_RECENT = 11
"""Sweeps from which their noise is told, trend aside (*ours*)."""
_FEWEST = 5
_TYPICAL = 0.6745 * math.sqrt(6.0)
"""Median of absolute second differences of white noise, over its sd: 0.6745 * sqrt(1 + 4 + 1)."""
_HOPELESS = 1e6
"""A loss so many times that of the first sweep will overflow next; finite, and worth nothing (*ours*)."""


@final
class Patience:
    """Counts sweeps without progress, as scikit-learn does, but not while the LR is still on its way.

    An LR that started far too low gives losses that hardly move: to stop there would be to take a late start for an
    arrival. So a sweep during which the LR rose, or a rollback was being sorted out, counts for nothing.

    The lowest loss of many noisy sweeps is a lucky one, and five more that miss it say little. So the wait is as long
    as it takes to tell a slope of ``tol`` a sweep from the noise: over n sweeps a slope's standard error is
    ``sd * sqrt(12 / n^3)``, which is ``tol`` at ``n = (12 sd^2 / tol^2)^(1/3)``. Many rows make sweeps quiet, and
    there nothing changes. Rejected: fitting the slope itself, which goes on while a quiet loss creeps (digits lose).

    Args:
        tol: progress of a sweep that counts, in the unit of the loss; None never stops.
        rounds: sweeps without progress, in a row, that end the fit where they are quiet; at most three times as many
            where they are not.

    Source: the count is scikit-learn's (``n_iter_no_change``); the exceptions are *ours*.
    """

    def __init__(self, tol: "float | None", rounds: int) -> None:
        """Start with nothing seen."""
        self.tol = -math.inf if tol is None else float(tol)
        self.rounds = rounds
        self.best = math.inf
        self._first = math.inf
        self._idle = 0
        self._recent: deque[float] = deque(maxlen=_RECENT)

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
        self._recent.append(loss)
        return self._idle >= self.rounds and self._idle >= self._wait()

    def _wait(self) -> float:
        """Return how many sweeps it takes to tell a slope of ``tol`` from the noise, at most three times ``rounds``."""
        noise, longest = self._noise(), float(_LONGEST * self.rounds)
        if noise == 0.0:
            return 0.0
        told = 12.0 * noise * noise < self.tol * self.tol * longest**3
        return (12.0 * (noise / self.tol) ** 2) ** (1.0 / 3.0) if told else longest

    def _noise(self) -> float:
        """Return the sd of the recent sweeps about their trend; 0 where too few tell.

        From the median of second differences: the bend at the end of a quick descent is no noise.
        """
        if len(self._recent) < _FEWEST:
            return 0.0
        found = median(abs(after - before) for before, after in pairwise(b - a for a, b in pairwise(self._recent)))
        return found / _TYPICAL if math.isfinite(found) else 0.0
