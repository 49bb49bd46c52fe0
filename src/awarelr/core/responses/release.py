"""Free the LR after a drift."""

from awarelr.core.decision import Action
from awarelr.core.proposal import Proposal

__all__ = ["release"]


def release(lr: float, peak: float) -> Proposal:
    """Let the LR start again from at least half its highest value so far: new data want new speed.

    Source: *ours*.
    """
    return Proposal(lr=max(lr, 0.5 * peak), action=Action.REBASE_ALL)
