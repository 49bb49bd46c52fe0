"""What one situation did within a stretch of steps: how often it was named, how far it moved the LR, its evidence."""

import math
from dataclasses import dataclass
from typing import final

from awarelr.core.decision import Decision
from awarelr.core.diagnosis import Situation

__all__ = ["BUDGET", "EVIDENCE", "Share", "count"]

BUDGET = "BUDGET"
"""Name of the share of a known budget's final decay, which no situation explains."""

EVIDENCE: dict[str, tuple[str, ...]] = {
    Situation.RAISING.name: ("z_long", "room"),
    Situation.LOWERING.name: ("z_long",),
    Situation.OSCILLATING.name: ("z_short",),
    Situation.TURNING.name: ("z_long", "z_medium", "z_short"),
    Situation.STALLED.name: ("z_trend", "z_medium"),
    Situation.OVERHEATED.name: ("z_heat",),
    Situation.WORTHLESS.name: ("gain", "descent"),
    Situation.DEAD.name: ("grad_norm",),
}
"""The numbers of a situation that are worth a mean; others are told by its last sentence."""
_UNTOLD = {"room": 1.0}
"""What a number was in journals from before it was told."""


@final
@dataclass(slots=True, kw_only=True)
class Share:
    """One situation's part in a stretch.

    Args:
        readings: how often it was named.
        moved: log LR by which it moved the LR, in all.
        sums: sums of the numbers in `EVIDENCE`.
        finite: readings behind the sums.
    """

    readings: int = 0
    moved: float = 0.0
    sums: dict[str, float]
    finite: int = 0

    def mean(self, name: str) -> float | None:
        """Return the mean of one number of the evidence; None if it was never read."""
        total = self.sums.get(name)
        return None if total is None or self.finite == 0 else total / self.finite

    def merge(self, other: "Share") -> None:
        """Take in another stretch's share of the same situation."""
        self.readings += other.readings
        self.moved += other.moved
        self.finite += other.finite
        for name, total in other.sums.items():
            self.sums[name] = self.sums.get(name, 0.0) + total


def count(shares: dict[str, Share], decision: Decision, moved: float) -> None:
    """Add one decision to the shares of a stretch.

    Args:
        shares: name of each situation to its share; changed in place.
        decision: the decision.
        moved: log LR by which it moved the LR.
    """
    name = decision.situation.name
    share = shares.get(name)
    if share is None:
        share = shares[name] = Share(sums={})
    share.readings += 1
    share.moved += moved
    wanted = EVIDENCE.get(name)
    if wanted is not None:
        evidence = decision.evidence
        values = [evidence.get(each, _UNTOLD.get(each, math.nan)) for each in wanted]
        if math.isfinite(sum(values)):
            share.finite += 1
            for each, value in zip(wanted, values, strict=True):
                share.sums[each] = share.sums.get(each, 0.0) + value
