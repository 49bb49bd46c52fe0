"""Cut the LR after damage of our own making."""

from awarelr.core.decision import Action
from awarelr.core.proposal import Proposal

__all__ = ["CUT", "cut"]

CUT = 0.3
"""Factor of a first cut; a repetition takes its square, and so on (*ours*)."""


def cut(lr: float, healthy_lr: float, strikes: int) -> Proposal:
    """Set the LR to ``0.3^strikes`` of the lower of ``healthy_lr``, at which all was well, and the present LR.

    Source: *ours*.
    """
    return Proposal(lr=CUT**strikes * min(healthy_lr, lr), action=Action.REBASE_ALL, strikes=strikes)
