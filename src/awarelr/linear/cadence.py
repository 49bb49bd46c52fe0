"""How often a step is read: often while little is known, seldom where reading would cost more than stepping."""

import math
from typing import final

__all__ = ["Cadence", "limit_for"]

_FIT = (20.0, 200.0)
_STREAM = (200.0, 600.0)
"""Clock until which every step is read, and clock from which on few are: a stream may drift at any time (*ours*)."""
_DEAR = 40
"""Steps a reading may stand for beyond which the close look ends sooner: wide rows make it dear (*ours*, measured)."""
_ALERT_READINGS = 8
_ALERT_SD = 5.0
_SETTLED = 20
_WINDOW = 100
_LARGEST = 1e150
"""Beyond it squares overflow."""


@final
class Cadence:
    """Says at which steps a reading is due, and which loss it carries.

    A reading stands for some steps and carries their mean loss: for one while the clock is young, later for up to
    ``limit``. So the law, whose windows grow with the clock, sees every run at the resolution of its own time scale; a
    drift restarts the clock and with it the close look. A loss that is not finite, or more than 5 sd above the recent
    mean, is read at once and alone, and the next 8 steps one by one.

    Args:
        limit: most steps a reading may stand for.
        stream: True for rows that arrive once, in order: they are looked at closely for ten times as long.

    Source: *ours*.
    """

    def __init__(self, limit: int, *, stream: bool = False) -> None:
        """Start with a close look."""
        self.stream = stream
        self.limit = limit
        self._waited = 0
        self._needed = 1.0
        self._total = 0.0
        self._squares = 0.0
        self._alert = 0
        self._count = 0
        self._mean = 0.0
        self._variance = 0.0
        self._spike = _LARGEST

    def allow(self, limit: int) -> None:
        """Change the most steps that a reading may stand for, at once."""
        self.limit = limit
        self._needed = min(self._needed, float(limit))

    def hurry(self) -> None:
        """Make the next step a reading: there is something to say."""
        self._needed = 1.0

    def due(self, loss: float, clock: int) -> "float | None":
        """Take in the loss of a step; return the loss of the reading that is due, None if none is.

        Args:
            loss: mean loss of the batch before the step.
            clock: clock of the schedule.
        """
        if not loss < self._spike:
            return self._alarm(loss)
        self._waited += 1
        self._total += loss
        self._squares += loss * loss
        if self._waited < self._needed:
            return None
        return self._read(clock)

    def _alarm(self, loss: float) -> float:
        """Read this loss at once and alone; a few steps one by one come after it."""
        self._alert, self._needed, self._spike = _ALERT_READINGS, 1.0, _LARGEST
        if abs(loss) < _LARGEST:
            self._waited, self._total, self._squares = 1, loss, loss * loss
            self._learn()
        self._waited, self._total, self._squares = 0, 0.0, 0.0
        return loss

    def _read(self, clock: int) -> float:
        loss = self._total / self._waited
        self._learn()
        self._waited, self._total, self._squares = 0, 0.0, 0.0
        if self._alert > 0:
            self._alert -= 1
        else:
            close, full = _STREAM if self.stream else _FIT
            span = (full - close) * min(_DEAR / self.limit, 1.0)
            share = min(max(clock - close, 0.0) / span, 1.0)
            self._needed = 1.0 + share * (self.limit - 1)
            if self._count >= _SETTLED:
                self._spike = min(self._mean + _ALERT_SD * math.sqrt(self._variance), _LARGEST)
        return loss

    def _learn(self) -> None:
        """Bring mean and variance of a step's loss up to date with the steps since the last reading."""
        self._count = min(self._count + self._waited, _WINDOW)
        share = min(self._waited / self._count, 1.0)
        apart = self._total / self._waited - self._mean
        mean = self._mean + apart
        spread = self._squares / self._waited - mean * mean
        self._mean += share * apart
        within = max(spread, 0.0) + apart * apart * (1.0 - share)
        if math.isfinite(within):
            self._variance += share * (within - self._variance)


def limit_for(*, batch_size: int, columns: int, outputs: int, entries: "float | None", batches: int) -> int:
    """Return how many steps a reading should stand for, so that reading costs at most a sixth of stepping.

    From sizes alone, never from a clock: the same data give the same decisions on every machine.

    Args:
        batch_size: rows of a batch.
        columns: columns of the data.
        outputs: margins of a row: 1, or the number of classes.
        entries: stored entries of a sparse row; None for dense rows.
        batches: batches handed over together; reading cannot be seldomer than that.

    Source: *ours*; microseconds measured on one core whose memory others use too.
    """
    reading = 230.0 + 0.03 * columns * outputs
    products = batch_size * outputs * (columns if entries is None else 5.0 * entries)
    step = 18.0 + 0.002 * products + (0.0 if entries is None else 30.0)
    return max(1, min(math.ceil(reading / (0.15 * step)), batches))
