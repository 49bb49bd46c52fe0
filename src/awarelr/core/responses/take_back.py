"""Take a lowering back that has done nothing."""

from awarelr.core.proposal import Proposal

__all__ = ["take_back"]


def take_back(lr: float, before: float) -> Proposal:
    """Return to the LR ``before`` the lowering, unless it is higher by now.

    Source: *ours*.
    """
    return Proposal(lr=max(lr, before))
