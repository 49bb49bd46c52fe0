"""Free the LR after a drift."""

from awarelr.core.decision import Action
from awarelr.core.proposal import Proposal

__all__ = ["release"]


_SHARE_OF_PEAK = 0.75


def release(lr: float, peak: float, overstride: float) -> Proposal:
    """Let the LR start again from at least three quarters of its peak: new data want new speed.

    Args:
        lr: the LR at the drift.
        peak: the highest LR that it was raised to since the last drift; an older one may be what the last data could
            bear and these cannot.
        overstride: how many times longer than the longest stride that was survived the latest one was, at least 1: new
            data can bring gradients a thousand times larger, and steps as long as that kill a network.

    Source: *ours*.
    """
    return Proposal(lr=max(lr, _SHARE_OF_PEAK * peak) / overstride, action=Action.REBASE_ALL)
