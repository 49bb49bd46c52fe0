"""The LR stays where it is."""

from dataclasses import dataclass
from typing import final

from awarelr.schedules.formula import Formula, Point

__all__ = ["Constant"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Constant(Formula):
    """``lr0``, always.

    Prefer `InverseScaling` for a convex problem with noise, `Aware` where a good LR is not known.

    Example:
        >>> from awarelr.schedules import simulate
        >>> [each.written_lr for each in simulate(Constant(), 0.1, 3)]
        [0.1, 0.1, 0.1]

    Source: the oldest schedule; ``learning_rate="constant"`` in scikit-learn.
    """

    @property
    def name(self) -> str:
        """Key in the registry of schedules."""
        return "constant"

    def at(self, lr0: float, t: int) -> Point:
        """Return the LR of step ``t``, counted from 0."""
        return Point(lr=lr0, sentence=f"constant: {lr0:.4g}", evidence={"step": t, "lr0": lr0})
