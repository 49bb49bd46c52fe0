"""How often a step is read: often while little is known, seldom where reading would cost more than stepping."""

import math
from typing import final

__all__ = ["Cadence", "limit_for"]

_CLOCK_PER_STEP = 50
_ALERT_READINGS = 8
_ALERT_SD = 5.0
_SETTLED = 20
_WINDOW = 100


@final
class Cadence:
    """Says at which steps a reading is due, and which loss it carries.

    One reading stands for ``every`` steps and carries their mean loss. ``every`` grows by one each 50 readings of the
    clock up to ``limit``, so that the law, whose windows grow with the clock, sees every run at the resolution of its
    own time scale; a drift restarts the clock and with it the close look. A loss that is not finite, or more than 5 sd
    above the recent mean, is read at once and alone, and the next 8 steps one by one.

    Args:
        limit: most steps a reading may stand for.

    Source: *ours*.
    """

    def __init__(self, limit: int) -> None:
        """Start with a close look."""
        self.limit = limit
        self._waited = 0
        self._total = 0.0
        self._alert = 0
        self._count = 0
        self._mean = 0.0
        self._variance = 0.0

    def due(self, loss: float, clock: int) -> "float | None":
        """Take in the loss of a step; return the loss of the reading that is due, None if none is.

        Args:
            loss: mean loss of the batch before the step.
            clock: clock of the schedule.
        """
        spike = self._spiked(loss)
        if spike:
            self._alert = _ALERT_READINGS
            return self._read(loss)
        self._waited += 1
        self._total += loss
        if self._alert > 0:
            self._alert -= 1
        elif self._waited < min(self.limit, 1 + clock // _CLOCK_PER_STEP):
            return None
        return self._read(self._total / self._waited)

    def _read(self, loss: float) -> float:
        self._waited, self._total = 0, 0.0
        return loss

    def _spiked(self, loss: float) -> bool:
        if not math.isfinite(loss):
            return True
        apart = loss - self._mean
        spike = self._count >= _SETTLED and apart > 0.0 and apart * apart > _ALERT_SD**2 * self._variance
        self._count += 1
        share = 1.0 / min(self._count, _WINDOW)
        self._mean += share * apart
        self._variance += share * (apart * apart * (1.0 - share) - self._variance)
        return spike and self._alert == 0


def limit_for(*, batch_size: int, columns: int, outputs: int, entries: "float | None", batches: int) -> int:
    """Return how many steps a reading should stand for, so that reading costs at most half of stepping.

    From sizes alone, never from a clock: the same data give the same decisions on every machine.

    Args:
        batch_size: rows of a batch.
        columns: columns of the data.
        outputs: margins of a row: 1, or the number of classes.
        entries: stored entries of a sparse row; None for dense rows.
        batches: batches handed over together; reading cannot be seldomer than that.

    Source: *ours*; microseconds measured on one core.
    """
    reading = 90.0 + 0.05 * columns * outputs
    products = batch_size * outputs * (columns if entries is None else 5.0 * entries)
    step = 18.0 + 0.002 * products + (0.0 if entries is None else 30.0)
    return max(1, min(math.ceil(reading / (0.5 * step)), batches))
