"""How a figure compares with the best tuned one: 1 is as good, 2 is twice as bad."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["DISASTER", "FLOORED_AT", "WITHIN", "WORST", "ratios"]

WORST = 100.0
"""What counts as the worst: a run that diverged or raised, and any that is worse still. *Ours*."""

DISASTER = 2.0
"""A ratio above this is a disaster."""

WITHIN = 1.05
"""A ratio up to this is as good as tuned."""

FLOORED_AT = 0.8
"""Where a floored ratio ends, so that one flattering task cannot carry a mean."""


def ratios(values: NDArray[np.float64], reference: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Return values divided by the reference, whatever is not finite or worse than `WORST` at `WORST`.

    Args:
        values: what was measured, lower is better, any shape.
        reference: what it is compared with, above zero, of a shape that fits.

    Example:
        >>> ratios(np.array([0.2, 0.1, np.nan, 1e9]), 0.1).tolist()
        [2.0, 1.0, 100.0, 100.0]
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        found = np.asarray(values / reference)
    return np.where(np.isfinite(found), np.clip(found, None, WORST), WORST)
