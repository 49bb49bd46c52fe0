"""The LR falls like a power of the step."""

from dataclasses import dataclass
from typing import final

from awarelr.constraints import Constraint, Interval
from awarelr.schedules.formula import Formula, Point
from awarelr.schedules.start import check_settings

__all__ = ["InverseScaling"]

_CONSTRAINTS: dict[str, Constraint] = {
    "power": Interval(low=0.0, low_open=True, unit="exponent", remedy="0.5 is the usual default, 0.25 scikit-learn's."),
}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class InverseScaling(Formula):
    """``lr0 / (t + 1)^power``: never ends, never quite rests.

    Prefer `Cosine` where the budget is known, `RatioBased` to let a rising loss interrupt the decay.

    Args:
        power: exponent; 0.5 suits convex problems, scikit-learn's ``SGDRegressor`` has 0.25.

    Raises:
        SettingError: the power is not above 0.

    Example:
        >>> from awarelr.schedules import simulate
        >>> [round(each.written_lr, 3) for each in simulate(InverseScaling(), 1.0, 3)]
        [0.707, 0.577, 0.5]

    Source: Robbins and Monro, "A stochastic approximation method", 1951; ``invscaling`` in scikit-learn.
    """

    power: float = 0.5

    def __post_init__(self) -> None:
        """Check every setting and report all faults in one message."""
        check_settings(self, _CONSTRAINTS)

    @property
    def name(self) -> str:
        """Key in the registry of schedules."""
        return "inverse_scaling"

    def at(self, lr0: float, t: int) -> Point:
        """Return the LR of step ``t``, counted from 0."""
        lr = lr0 / (t + 1.0) ** self.power
        return Point(
            lr=lr,
            sentence=f"inverse scaling: {lr0:.4g} / {t + 1}^{self.power:g} = {lr:.4g}",
            evidence={"step": t, "lr0": lr0, "power": self.power},
        )
