"""Running mean and variance over a window that may grow."""

import math
from dataclasses import dataclass
from typing import final

__all__ = ["EMPTY_MEAN", "Mean", "contrast", "significance"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """Running mean and variance over the last ``window`` values or so; the first value initialises it.

    For the sum of signed evidence use `Evidence`; for two of these compared use `contrast`.

    Args:
        count: values taken in so far.
        mean: their (forgetting) mean.
        variance: their (forgetting) variance around the running mean.

    Example:
        >>> EMPTY_MEAN.add(1.0, 10.0).add(3.0, 10.0)
        Mean(count=2, mean=2.0, variance=1.0)

    Source: West, "Updating mean and variance estimates", CACM 1979, with the count capped by the window.
    """

    count: int = 0
    mean: float = 0.0
    variance: float = 0.0

    def add(self, value: float, window: float) -> "Mean":
        """Take in one finite value; ``window`` is in values and at least 1."""
        count = self.count + 1
        share = count if count < window else window  # noqa: FURB136 - quicker: ten of these a decision
        change = value - self.mean
        return Mean(
            count=count,
            mean=self.mean + change / share,
            variance=self.variance + (change * change * (1.0 - 1.0 / share) - self.variance) / share,
        )

    @property
    def sd(self) -> float:
        """Standard deviation of the values, in their unit."""
        return math.sqrt(self.variance)


EMPTY_MEAN = Mean()


def contrast(recent: Mean, recent_window: float, past: Mean, past_window: float) -> float:
    """By how many standard errors the recent mean lies above the past one; 0 while there is nothing to compare.

    A window's mean carries about half its length in independent values; the spread is the longer window's.

    Source: a two-sample z-statistic; the factor 2 is *ours*.
    """
    if recent.count == 0:
        return 0.0
    recent_n = min(recent.count, recent_window)
    past_n = min(past.count, past_window)
    return (recent.mean - past.mean) / (
        math.sqrt(past.variance * (1.0 / (2.0 * recent_n) + 1.0 / (2.0 * past_n))) + 1e-12
    )


def significance(of: Mean, window: float) -> float:
    """By how many standard errors a running mean lies above 0, below it if negative; 0 while nothing is known.

    Example:
        >>> significance(Mean(count=8, mean=1.0, variance=4.0), 8.0)
        1.0

    Source: a one-sample z-statistic, with half as many independent values as there are, as in `contrast`.
    """
    if of.count == 0 or of.variance <= 0.0:
        return 0.0
    return of.mean / math.sqrt(of.variance / (0.5 * min(of.count, window)))
