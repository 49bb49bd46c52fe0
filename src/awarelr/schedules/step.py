"""The LR drops by a factor every so many steps."""

from dataclasses import dataclass
from typing import final

from awarelr.constraints import Constraint, Interval
from awarelr.schedules.formula import Formula, Point
from awarelr.schedules.start import check_settings

__all__ = ["Step"]

_CONSTRAINTS: dict[str, Constraint] = {
    "every": Interval(low=1, integer=True, unit="steps", remedy="A third of the run is usual."),
    "gamma": Interval(
        low=0.0, low_open=True, high=1.0, high_open=False, unit="factor a drop", remedy="The default is 0.1."
    ),
}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Step(Formula):
    """``lr0 * gamma^floor(t / every)``: a staircase.

    Prefer `ReduceOnPlateau` to let the loss choose the drops, `Exponential` for the same decay without stairs.

    Args:
        every: steps between two drops.
        gamma: factor of a drop, above 0, at most 1.

    Raises:
        SettingError: at least one setting is out of range; the message lists all.

    Example:
        >>> from awarelr.schedules import simulate
        >>> [each.written_lr for each in simulate(Step(every=2, gamma=0.5), 1.0, 4)]
        [1.0, 0.5, 0.5, 0.25]

    Source: ``StepLR`` in torch has the same law.
    """

    every: int
    gamma: float = 0.1

    def __post_init__(self) -> None:
        """Check every setting and report all faults in one message."""
        check_settings(self, _CONSTRAINTS)

    @property
    def name(self) -> str:
        """Key in the registry of schedules."""
        return "step"

    def at(self, lr0: float, t: int) -> Point:
        """Return the LR of step ``t``, counted from 0."""
        drops = t // self.every
        lr = lr0 * self.gamma**drops
        return Point(
            lr=lr,
            sentence=f"step decay: {drops} drops by {self.gamma:g} after {t} steps: {lr:.4g}",
            evidence={"step": t, "lr0": lr0, "gamma": self.gamma, "drops": drops},
        )
