"""Put the training back to the snapshot."""

from awarelr.core.decision import Action
from awarelr.core.proposal import Proposal

__all__ = ["undo"]


def undo(lr: float, *, probe: bool) -> Proposal:
    """Restore the snapshot at an unchanged LR; with ``probe`` its weights are evaluated again next.

    Source: *ours*.
    """
    return Proposal(lr=lr, action=Action.RESTORE | Action.PROBE if probe else Action.RESTORE)
