"""Performance profiles: in what share of the contests a ratio is at most so large."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["RATIOS", "profile"]

RATIOS: tuple[float, ...] = tuple(round(float(each), 4) for each in np.geomspace(0.8, 10.0, 60))
"""Where profiles are read."""


def profile(ratios: NDArray[np.float64], at: Sequence[float] = RATIOS) -> tuple[float, ...]:
    """Return the share of the contests whose ratio is at most each of ``at``.

    Source: Dolan and More, "Benchmarking optimization software with performance profiles", 2002; here the ratio is to
    the best tuned run instead of the best contestant, so that adding a contestant changes no other's profile.

    Example:
        >>> profile(np.array([0.9, 1.0, 3.0, 100.0]), at=(0.8, 1.0, 2.0, 4.0))
        (0.0, 0.5, 0.5, 0.75)
    """
    return tuple(float((ratios <= each).mean()) for each in at)
