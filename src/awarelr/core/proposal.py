"""What a response proposes."""

from dataclasses import dataclass
from typing import final

from awarelr.core.decision import Action

__all__ = ["Proposal"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A proposed LR and action, before ceilings and bounds.

    Args:
        lr: the LR proposed.
        action: what the adapter must do.
        strikes: exponent of a cut; 0 if the response is none.
    """

    lr: float
    action: Action = Action.NONE
    strikes: int = 0
