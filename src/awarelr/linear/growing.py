"""Batches of a stream: from one row to many, and back as far as the learning rate allows."""

import math
from typing import final

import numpy as np

from awarelr.core.signals import EMPTY_MEAN, Mean
from awarelr.linear.arrays import Array
from awarelr.linear.pacing import BATCH
from awarelr.linear.rows import bounds_of

__all__ = ["GrowingBatches"]

_CLOCK_PER_ROW = 64
_WINDOW = 8
"""Readings over which the LR of a batch size is averaged, and from which on it counts as borne (*ours*)."""
_SAFE = 2.0
"""Multiple of the LR that a batch size has borne at which it may be used again (*ours*)."""


@final
class GrowingBatches:
    """Splits a stream into batches that grow with the clock, and knows which LR each size has borne.

    A stream that has just begun, or just drifted, must be looked at often; one that has been steady for long need not.
    But steps of one row bear a far lower LR than those of sixteen: a stream whose LR had grown together with its
    batches was blown up by a drift that made them small again. So they shrink no further than to the least size that
    has borne half the present LR.

    Source: *ours*, decision 0059.
    """

    def __init__(self) -> None:
        """Start with nothing borne."""
        self._borne: dict[int, Mean] = {}

    def note(self, rows: int, lr: float) -> None:
        """Take in a reading of a batch of that many rows, stepped with that LR; a step of 0 proves nothing."""
        if lr > 0.0 and rows <= BATCH:  # larger ones are nobody's choice here, and there is no end of sizes
            self._borne[rows] = self._borne.get(rows, EMPTY_MEAN).add(math.log(lr), _WINDOW)

    def least(self, lr: float) -> int:
        """Return the least rows of a batch that bears the LR, as far as is known."""
        if not self._borne:
            return 1
        bearing = (
            rows
            for rows, log_lr in self._borne.items()
            if log_lr.count >= _WINDOW and lr <= _SAFE * math.exp(log_lr.mean)
        )
        return min(bearing, default=max(self._borne))

    def bounds(self, rows: int, clock: int, lr: float) -> Array:
        """Split a stretch of a stream into batches.

        Args:
            rows: rows of the stretch.
            clock: clock of the schedule, which a drift restarts.
            lr: the LR in force.
        """
        cuts, done, least = [0], 0, self.least(lr)
        while done < rows:
            size = min(max(clock // _CLOCK_PER_ROW, least), BATCH)
            if size == BATCH or rows - done <= 2 * size:
                return np.concatenate([cuts[:-1], done + bounds_of(rows - done, size)]).astype(np.intp)
            done += size
            cuts.append(done)
            clock += 1
        return np.array(cuts)
