"""When a run was as good as a target."""

import math
from collections.abc import Sequence
from itertools import pairwise

__all__ = ["steps_to_target"]


def steps_to_target(steps: Sequence[int], values: Sequence[float], target: float) -> float:
    """Return the steps after which a measure first was at or below the target, read between measurements on a line.

    Args:
        steps: when it was measured, in order.
        values: the measures.
        target: what is to be reached.

    Returns:
        The steps, infinite if it never was.

    Example:
        >>> steps_to_target([0, 100, 200], [3.0, 2.0, 1.0], 1.5)
        150.0
    """
    if steps and values[0] <= target:
        return float(steps[0])
    for (before, value), (after, later) in pairwise(zip(steps, values, strict=True)):
        if later <= target:
            share = (value - target) / (value - later) if math.isfinite(value) else 1.0
            return before + share * (after - before)
    return math.inf
