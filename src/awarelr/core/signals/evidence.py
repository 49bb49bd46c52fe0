"""Evidence for one horizon: alignments summed with forgetting, read as a t-statistic."""

import math
from dataclasses import dataclass
from typing import final

__all__ = ["NO_EVIDENCE", "Evidence"]

_LEAST = 3.0
"""Readings before evidence says anything (*ours*: below it the variance of the alignments means nothing)."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Sums of alignments and their squares with exponential forgetting.

    For a mean with its own variance use `Mean`; this one asks whether the mean differs from zero.

    Args:
        total: sum of alignments.
        squares: sum of squared alignments.
        count: sum of ones, that is, how many readings the sums stand for.

    Example:
        >>> evidence = NO_EVIDENCE
        >>> for alignment in (0.5, 0.4, 0.6, 0.5, 0.4):
        ...     evidence = evidence.add(alignment, 8.0)
        >>> evidence.z > 10
        True

    Source: Student's t in form; the readings are autocorrelated, so it is not a probability (*ours*).
    """

    total: float = 0.0
    squares: float = 0.0
    count: float = 0.0

    def add(self, alignment: float, window: float) -> "Evidence":
        """Take in one alignment in [-1, 1], forgetting over ``window`` readings."""
        keep = 1.0 - 1.0 / window
        return Evidence(
            total=keep * self.total + alignment,
            squares=keep * self.squares + alignment * alignment,
            count=keep * self.count + 1.0,
        )

    @property
    def z(self) -> float:
        """Mean alignment over its standard error; 0 while fewer than 3 readings stand behind it."""
        count = self.count
        if count < _LEAST:
            return 0.0
        mean = self.total / count
        variance = max(self.squares / count - mean * mean, 1e-12)
        return mean / math.sqrt(variance / count + 1e-12)


NO_EVIDENCE = Evidence()
