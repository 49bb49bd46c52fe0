"""How much the LR that is given matters."""

from collections.abc import Sequence

import numpy as np

from awarelr.benchmark.score.ratio import ratios

__all__ = ["sensitivity"]


def sensitivity(values: Sequence[float]) -> float | None:
    """Return the worst measure over the LRs given, as a multiple of the best; 1 if the LR does not matter at all.

    Args:
        values: final measures, one a given LR; one that is not finite counts as the worst.

    Returns:
        The multiple, at most 100, or None if there are fewer than two values or none is finite.

    Example:
        >>> sensitivity([0.5, 0.1, 0.2])
        5.0
        >>> sensitivity([0.5, float("nan")])
        100.0
    """
    finite = [value for value in values if np.isfinite(value)]
    if len(values) < 2 or not finite:  # noqa: PLR2004 - one LR says nothing
        return None
    return float(ratios(np.array(values, dtype=np.float64), min(finite)).max())
