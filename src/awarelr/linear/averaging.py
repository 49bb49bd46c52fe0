"""Last weights or averaged ones: decided by their losses on the same batches."""

from typing import final

__all__ = ["PairedTrial"]


@final
class PairedTrial:
    """Running mean of the difference in loss between averaged and last weights.

    Both are evaluated on the same batch before the step, so the batch's own difficulty cancels. The averaged weights
    win once they have refilled and noise is what is left; the last ones win in a fast descent or on a moving target.
    Where all rows are at hand, averaged weights that are nearly as good on them are preferred: they depend less on the
    last few batches, and are better on other rows. Rejected: averaged weights always: on a stream with rotating weights
    the average lags behind.

    Source: *ours*; Polyak and Juditsky, "Acceleration of stochastic approximation by averaging", 1992.
    """

    def __init__(self) -> None:
        """Start with nothing tried; the last weights lead."""
        self._count = 0
        self._lead = 0.0

    def add(self, last: float, averaged: float, clock: int) -> None:
        """Take in one pair of losses; ``clock`` is the schedule's, the window grows with it."""
        difference = last - averaged
        if not -1e150 < difference < 1e150:  # noqa: PLR2004 - nothing to learn from overflow
            return
        self._count = min(self._count + 1, max(10, clock // 20))
        self._lead += (difference - self._lead) / self._count

    def restart(self) -> None:
        """Forget: the averages start anew."""
        self._count, self._lead = 0, 0.0

    def averaged_wins(self, slack: float = 0.0) -> bool:
        """True if the averaged weights have the lower loss, or one that is higher by less than ``slack``."""
        return self._count > 0 and self._lead > -slack
