"""The LR falls along half a cosine."""

import math
from dataclasses import dataclass
from typing import final

from awarelr.constraints import Constraint, Interval
from awarelr.core.diagnosis import Situation
from awarelr.schedules.formula import Formula, Point
from awarelr.schedules.start import check_settings

__all__ = ["Cosine"]

_CONSTRAINTS: dict[str, Constraint] = {
    "total_steps": Interval(
        low=1, integer=True, unit="optimizer steps", remedy="Count the whole run's optimizer steps."
    ),
    "end_factor": Interval(low=0.0, high=1.0, high_open=False, unit="share of LR0", remedy="Use 0 to end at nothing."),
}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Cosine(Formula):
    """Half a cosine from ``lr0`` to ``end_factor * lr0`` over the budget.

    Prefer `OneCycle` for a warm-up and a counter-cycle of the momentum, `Aware` where a good LR is not known.

    Args:
        total_steps: budget in optimizer steps; afterwards the LR stays at its end.
        end_factor: LR at the end as a share of ``lr0``.

    Raises:
        SettingError: at least one setting is out of range; the message lists all.

    Example:
        >>> from awarelr.schedules import simulate
        >>> [round(each.written_lr, 3) for each in simulate(Cosine(total_steps=4), 1.0, 4)]
        [0.854, 0.5, 0.146, 0.0]

    Source: Loshchilov and Hutter, "SGDR", arXiv 1608.03983, without restarts. ``CosineAnnealingLR`` in torch has the
        same law up to the budget, and climbs again after it.
    """

    total_steps: int
    end_factor: float = 0.0

    def __post_init__(self) -> None:
        """Check every setting and report all faults in one message."""
        check_settings(self, _CONSTRAINTS)

    @property
    def name(self) -> str:
        """Key in the registry of schedules."""
        return "cosine"

    def at(self, lr0: float, t: int) -> Point:
        """Return the LR of step ``t``, counted from 0."""
        done = min(t, self.total_steps) / self.total_steps
        lr = lr0 * (self.end_factor + (1.0 - self.end_factor) * 0.5 * (1.0 + math.cos(math.pi * done)))
        return Point(
            lr=lr,
            sentence=f"cosine decay: {done:.0%} of {self.total_steps} steps done: {lr:.4g}",
            evidence={"step": t, "lr0": lr0, "done": done, "end_factor": self.end_factor},
            situation=Situation.FINISHED if t >= self.total_steps else Situation.SCHEDULED,
        )
