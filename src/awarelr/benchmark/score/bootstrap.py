"""How far figures would move with other seeds."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["LEVEL", "interval", "resamples"]

LEVEL = 0.95
"""Share of the resamples that an interval covers."""


def resamples(seeds: int, *, count: int, draw: np.random.Generator) -> NDArray[np.float64]:
    """Return weights of the seeds in resamples drawn with replacement, shape (seeds, count); each column sums to 1.

    A matrix product of values by seed with these is the mean of every resample. With three seeds there are only ten
    different ones: the intervals are then rough, and too narrow rather than too wide.

    Args:
        seeds: how many there are.
        count: how many resamples.
        draw: the random numbers.

    Source: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapters 6 and 13.
    """
    drawn = draw.multinomial(seeds, np.full(seeds, 1.0 / seeds), size=count)
    return np.asarray(drawn.T / seeds, dtype=np.float64)


def interval(figures: NDArray[np.float64]) -> tuple[float, float]:
    """Return the bounds between which 95 % of the resamples' figures lie.

    Example:
        >>> [round(bound, 6) for bound in interval(np.arange(1001.0))]
        [25.0, 975.0]
    """
    low, high = np.quantile(figures, [(1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0])
    return float(low), float(high)
