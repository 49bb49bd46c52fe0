"""For how long the LR has not moved, and what held it."""

import math
from dataclasses import dataclass
from typing import final

from awarelr.core.decision import Decision
from awarelr.render.share import Share, count

__all__ = ["Standstill"]

_STILL = 0.01
"""Log LR within which the LR counts as not moved (*ours*)."""


@final
@dataclass(slots=True, kw_only=True)
class Standstill:
    """The time since the LR last moved by more than 1 %.

    Args:
        since: first reading whose step used this LR.
        lr: the LR it stands at.
        shares: what each situation said meanwhile.
        pushed: readings at which the evidence asked for a change and none came, because of a bound or a ceiling.
    """

    since: int = 1
    lr: float = 0.0
    shares: dict[str, Share]
    pushed: int = 0

    def add(self, decision: Decision, moved: float) -> None:
        """Take in one decision.

        Args:
            decision: the decision.
            moved: log LR by which its situation moved the LR.
        """
        if not self.holds(decision.lr_before):
            self._restart(decision.t, decision.lr_before)
        if self.holds(decision.written_lr):
            count(self.shares, decision, moved)
            self.pushed += decision.written_lr == decision.lr_before and _asks(decision)
        else:
            self._restart(decision.t + 1, decision.written_lr)

    def holds(self, lr: float) -> bool:
        """True if ``lr`` is within 1 % of the LR it stands at."""
        if lr > 0.0 and self.lr > 0.0:
            return abs(math.log(lr) - math.log(self.lr)) <= _STILL
        return lr == self.lr

    def _restart(self, since: int, lr: float) -> None:
        self.since, self.lr, self.shares, self.pushed = since, lr, {}, 0


_FIRST_CHANGE = 7
_CLEAR = 0.1
"""Evidence below which no visible change is asked for (*ours*)."""


def _asks(decision: Decision) -> bool:
    z = decision.evidence.get("z_long", 0.0)
    return decision.situation.name in {"RAISING", "LOWERING"} and abs(z) > _CLEAR and decision.t >= _FIRST_CHANGE
