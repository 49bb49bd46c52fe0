"""Many ratios in a few numbers."""

from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import NDArray

from awarelr.benchmark.score.ratio import DISASTER, FLOORED_AT, WITHIN

__all__ = ["Summary", "geo_mean", "summarise"]

_LEAST = 1e-12


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """How a contestant did over many contests; each figure is a ratio or a share.

    Args:
        geo_mean: geometric mean of the ratios.
        floored: the same with ratios below 0.8 counted as 0.8.
        median: the middle one.
        worst: the largest.
        within: share of those within 5 % of the best tuned run, or better.
        disasters: share of those worse than 2 x, those that diverged or raised, and those in which nothing moved.
    """

    geo_mean: float
    floored: float
    median: float
    worst: float
    within: float
    disasters: float


def geo_mean(ratios: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the geometric mean over the first axis.

    Example:
        >>> float(geo_mean(np.array([0.5, 2.0, 8.0])))
        2.0
    """
    mean: NDArray[np.float64] = np.exp(np.log(np.maximum(ratios, _LEAST)).mean(axis=0))
    return mean


def summarise(ratios: NDArray[np.float64], disasters: NDArray[np.bool_] | None = None) -> Summary:
    """Sum up the ratios of one contestant.

    Args:
        ratios: one a contest, at least one.
        disasters: whether each is a disaster for another reason than its size.

    Example:
        >>> summary = summarise(np.array([0.4, 1.0, 1.05, 10.0]))
        >>> summary.median, summary.worst, summary.within, summary.disasters
        (1.025, 10.0, 0.75, 0.25)
    """
    bad = ratios > DISASTER if disasters is None else (ratios > DISASTER) | disasters
    return Summary(
        geo_mean=float(geo_mean(ratios)),
        floored=float(geo_mean(np.maximum(ratios, FLOORED_AT))),
        median=float(np.median(ratios)),
        worst=float(ratios.max()),
        within=float((ratios <= WITHIN).mean()),
        disasters=float(bad.mean()),
    )
