"""Many ratios in one number, for each resample of the seeds at once."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from awarelr.benchmark.score.ratio import DISASTER, FLOORED_AT, WITHIN
from awarelr.benchmark.score.summary import geo_mean

__all__ = ["Statistic", "disasters", "floored", "geo_mean", "median", "reached", "within", "worst"]

Statistic = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""From ratios, one row a contest and one column a resample, to one number a column."""


def floored(ratios: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the geometric mean with ratios below 0.8 counted as 0.8."""
    return geo_mean(np.maximum(ratios, FLOORED_AT))


def median(ratios: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the middle one."""
    return np.asarray(np.median(ratios, axis=0))


def worst(ratios: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the largest."""
    return np.asarray(ratios.max(axis=0))


def within(ratios: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of those within 5 % of the best tuned run, or better."""
    return np.asarray((ratios <= WITHIN).mean(axis=0))


def disasters(ratios: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of those worse than 2 x."""
    return np.asarray((ratios > DISASTER).mean(axis=0))


def reached(ratios: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of those that got to the target within the run, which is twice the budget."""
    return np.asarray((ratios <= DISASTER).mean(axis=0))
