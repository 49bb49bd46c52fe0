"""The LR falls like a power of the budget left."""

from dataclasses import dataclass
from typing import final

from awarelr.constraints import Constraint, Interval
from awarelr.core.diagnosis import Situation
from awarelr.schedules.formula import Formula, Point
from awarelr.schedules.start import check_settings

__all__ = ["Polynomial"]

_CONSTRAINTS: dict[str, Constraint] = {
    "total_steps": Interval(
        low=1, integer=True, unit="optimizer steps", remedy="Count the whole run's optimizer steps."
    ),
    "power": Interval(low=0.0, low_open=True, unit="exponent", remedy="Use 1 for a straight line."),
    "end_factor": Interval(low=0.0, high=1.0, high_open=False, unit="share of LR0", remedy="Use 0 to end at nothing."),
}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Polynomial(Formula):
    """From ``lr0`` to ``end_factor * lr0`` as ``(1 - t / total_steps)^power``; a straight line at power 1.

    Prefer `Cosine` to stay high for longer, `WarmupStableDecay` where the budget may still grow.

    Args:
        total_steps: budget in optimizer steps; afterwards the LR stays at its end.
        power: exponent.
        end_factor: LR at the end as a share of ``lr0``.

    Raises:
        SettingError: at least one setting is out of range; the message lists all.

    Example:
        >>> from awarelr.schedules import simulate
        >>> [each.written_lr for each in simulate(Polynomial(total_steps=4), 1.0, 4)]
        [0.75, 0.5, 0.25, 0.0]

    Source: ``PolynomialLR`` in torch has the same law with an end of 0.
    """

    total_steps: int
    power: float = 1.0
    end_factor: float = 0.0

    def __post_init__(self) -> None:
        """Check every setting and report all faults in one message."""
        check_settings(self, _CONSTRAINTS)

    @property
    def name(self) -> str:
        """Key in the registry of schedules."""
        return "polynomial"

    def at(self, lr0: float, t: int) -> Point:
        """Return the LR of step ``t``, counted from 0."""
        left = 1.0 - min(t, self.total_steps) / self.total_steps
        lr = lr0 * (self.end_factor + (1.0 - self.end_factor) * left**self.power)
        return Point(
            lr=lr,
            sentence=f"polynomial decay: {left:.0%} of {self.total_steps} steps left, power {self.power:g}: {lr:.4g}",
            evidence={"step": t, "lr0": lr0, "left": left, "power": self.power, "end_factor": self.end_factor},
            situation=Situation.FINISHED if t >= self.total_steps else Situation.SCHEDULED,
        )
