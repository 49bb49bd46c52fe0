"""How long the steps are beside the weights that they move."""

import math

from awarelr.core.statistics import usable

__all__ = ["room_beside", "share_of"]

_STEEP, _LONGEST = 3.0, 1e6
"""How steeply the room goes, and the multiple of a long stride where that ends (*ours*)."""


def share_of(stride: float | None, first: float | None, size: float | None) -> float:
    """Return a stride as a share of the parameters' norm, now or at the start, whichever is larger.

    Args:
        stride: length of some three steps; None if it is not known.
        first: norm of the parameters at the start; where that was 0 or is not known, nothing is long.
        size: the norm now: parameters may have begun small.
    """
    if stride is None or not first:
        return 0.0
    return stride / (max(first, size) if size is not None and usable(size) else first)


def room_beside(share: float, long: float) -> float:
    """Return how freely the LR may still rise: 1 for short strides, a half for long ones, then soon nearly 0.

    Steps that move much of the weights at once are at the edge of what a network bears, whatever the loss says: where
    the optimizer sets their length (Muon, Lion, Adam), a loss that falls is no reason for longer ones.

    Args:
        share: the stride, as a share of the parameters' norm.
        long: share at which a stride is long; *ours*: at the best constant LR of 18 tasks the median stride is 0.001 to
            0.06 of the norm, 0.02 in the median task.

    Example:
        >>> room_beside(0.0, 0.03), room_beside(0.03, 0.03), round(room_beside(0.1, 0.03), 3)
        (1.0, 0.5, 0.026)

    Source: *ours*; the ratio of update to weights is what LARS holds the same for all layers (arXiv 1708.03888).
    """
    return 1.0 / (1.0 + math.pow(min(share / long, _LONGEST), _STEEP))
