"""Losses of very small batches, made fit to be compared."""

from typing import final

__all__ = ["Smoothing"]

_ROWS = 8
_LARGEST = 1e150
_FAR = 100.0
"""Multiple of the level beyond which the loss of a single row is news all the same (*ours*)."""


@final
class Smoothing:
    """Mean loss of each 8 rows, handed over once; batches of 8 rows or more pass as they are.

    The law compares levels of the loss and takes a rise of a few sd for damage. The loss of one row is no level: its
    sd is as large as its mean. So the LR may be decided upon row by row, from gradients, while the losses it is judged
    by are means. Rejected: a running mean over the last 16 rows: its neighbours resemble each other, and what the law
    takes for a trend is then noise.

    Source: *ours*, decision 0060; measured on streams that jump and rotate.
    """

    def __init__(self) -> None:
        """Start with nothing seen."""
        self.begun = False
        self._rows = 0
        self._mean = 0.0
        self._far = _LARGEST

    def add(self, loss: float, rows: int) -> "float | None":
        """Take in the mean loss of some rows; return a mean over enough of them, None while there are too few.

        A loss that is no number, too large to be squared or far above every level is a fault and passes at once.
        """
        if rows >= _ROWS:
            self.begun = True
            return loss
        if not -_LARGEST < loss < self._far:
            self._far = min(2.0 * self._far, _LARGEST)
            return loss
        self._rows += rows
        self._mean += (loss - self._mean) * (rows / self._rows)
        return self._told(self._mean) if self._rows >= _ROWS else None

    def restart(self) -> None:
        """Forget: what comes is measured at other weights."""
        self._rows, self._mean = 0, 0.0

    def _told(self, mean: float) -> float:
        if mean > 0.0:
            self._far = min(_FAR * mean if self._far == _LARGEST else max(self._far, _FAR * mean), _LARGEST)
        self.begun = True
        self.restart()
        return mean
