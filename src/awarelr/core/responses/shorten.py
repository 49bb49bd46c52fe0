"""Shorten first steps that were long."""

from awarelr.core.decision import Action
from awarelr.core.proposal import Proposal

__all__ = ["shorten"]

_STEPS_OF_A_STRIDE = 3.0
"""Some three of the latest steps, as `Reading` has it."""


def shorten(lr: float, *, moved: float, steps: int, long_stride: float) -> Proposal:
    """Set the LR at which as many steps make no more than long strides; from below the way to a good one is short.

    Args:
        lr: LR of the steps.
        moved: share of the parameters' norm that they moved, above 0.
        steps: how many they were.
        long_stride: share at which a stride, of some three steps, is long.

    Source: *ours*; ``docs/decisions/0082``.
    """
    share = min(long_stride * steps / _STEPS_OF_A_STRIDE / moved, 1.0)
    return Proposal(lr=lr * share, action=Action.RESTORE | Action.REBASE_ALL)
