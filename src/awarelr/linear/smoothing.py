"""Losses of very small batches, made fit to be compared."""

from typing import final

__all__ = ["Smoothing"]

_ROWS = 8
_LARGEST = 1e150


@final
class Smoothing:
    """Mean loss of each 8 rows, handed over once; batches of 8 rows or more pass as they are.

    The law compares levels of the loss and takes a rise of a few sd for damage. The loss of one row is no level: its
    sd is as large as its mean. So the LR may be decided upon row by row, from gradients, while the losses it is judged
    by are means. Rejected: a running mean over the last 16 rows: its neighbours resemble each other, and what the law
    takes for a trend is then noise.

    Source: *ours*, measured on streams that jump and rotate.
    """

    def __init__(self) -> None:
        """Start with nothing seen."""
        self._rows = 0
        self._mean = 0.0

    def add(self, loss: float, rows: int) -> "float | None":
        """Take in the mean loss of some rows; return a mean over enough of them, None while there are too few.

        A loss that is no number, or too large to be squared, is a fault and passes at once.
        """
        if rows >= _ROWS or not -_LARGEST < loss < _LARGEST:
            return loss
        self._rows += rows
        self._mean += (loss - self._mean) * (rows / self._rows)
        if self._rows < _ROWS:
            return None
        mean = self._mean
        self.restart()
        return mean

    def restart(self) -> None:
        """Forget: what comes is measured at other weights."""
        self._rows, self._mean = 0, 0.0
