"""The LR falls by the same factor at every step."""

from dataclasses import dataclass
from typing import final

from awarelr.constraints import Constraint, Interval
from awarelr.schedules.formula import Formula, Point
from awarelr.schedules.start import check_settings

__all__ = ["Exponential"]

_CONSTRAINTS: dict[str, Constraint] = {
    "gamma": Interval(
        low=0.0,
        low_open=True,
        high=1.0,
        high_open=False,
        unit="factor a step",
        remedy="Use 0.5 ** (1 / n) to halve it in n steps.",
    ),
}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Exponential(Formula):
    """``lr0 * gamma^t``: a fixed half-life.

    Prefer `Step` to keep the LR between the drops, `InverseScaling` where the length of the run is open.

    Args:
        gamma: factor a step, above 0, at most 1.

    Raises:
        SettingError: gamma is out of range.

    Example:
        >>> from awarelr.schedules import simulate
        >>> [each.written_lr for each in simulate(Exponential(gamma=0.5), 1.0, 3)]
        [0.5, 0.25, 0.125]

    Source: ``ExponentialLR`` in torch has the same law.
    """

    gamma: float = 0.999

    def __post_init__(self) -> None:
        """Check every setting and report all faults in one message."""
        check_settings(self, _CONSTRAINTS)

    @property
    def name(self) -> str:
        """Key in the registry of schedules."""
        return "exponential"

    def at(self, lr0: float, t: int) -> Point:
        """Return the LR of step ``t``, counted from 0."""
        lr = lr0 * self.gamma**t
        return Point(
            lr=lr,
            sentence=f"exponential decay: {lr0:.4g} * {self.gamma:g}^{t} = {lr:.4g}",
            evidence={"step": t, "lr0": lr0, "gamma": self.gamma},
        )
