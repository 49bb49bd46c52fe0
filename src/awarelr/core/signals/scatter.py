"""How far single values scatter, whatever their zero, their unit or a slow trend."""

import math
import statistics
from collections.abc import Sequence
from itertools import pairwise

__all__ = ["scatter_of"]

_NORMAL = 1.4826
"""Standard deviation of a normal distribution over its median absolute deviation."""


def scatter_of(values: Sequence[float]) -> float:
    """Return a robust standard deviation of the noise in ``values``; 0 for fewer than 3.

    It is the larger of two estimates, each by medians: from the differences of neighbours, which no trend disturbs, and
    from the distances to the median line, which sees noise that is correlated from one value to the next. For the
    noise around a fitted line use `Slope`, which outliers disturb.

    Example:
        >>> scatter_of((1.0, 2.0, 3.0, 4.0, 5.0))
        0.0
        >>> round(scatter_of((107.0, 109.0, 106.0, 110.0, 107.5, 108.0)), 2)
        3.15

    Source: Rousseeuw and Croux, "Alternatives to the median absolute deviation", 1993, for the median's use; the
        larger of the two is *ours*.
    """
    if len(values) < 3:  # noqa: PLR2004 - two differences
        return 0.0
    steps = [after - before for before, after in pairwise(values)]
    drift = statistics.median(steps)
    near = statistics.median([abs(each - drift) for each in steps]) / math.sqrt(2.0)
    half = len(values) // 2
    early, late = statistics.median(values[:half]), statistics.median(values[-half:])
    tilt = (late - early) / (len(values) - half)
    straight = [each - tilt * index for index, each in enumerate(values)]
    middle = statistics.median(straight)
    far = statistics.median([abs(each - middle) for each in straight])
    return _NORMAL * max(near, far)
