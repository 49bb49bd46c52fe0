"""What a plateau rule remembers."""

from dataclasses import dataclass
from typing import final

__all__ = ["PlateauState"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class PlateauState:
    """State of `ReduceOnPlateau`.

    Args:
        t: readings so far.
        lr: LR to be in force at the next step.
        overrides: how often in a row somebody else wrote the LR.
        source: the metric in use, ``"loss"`` or ``"validation"``; None before the first.
        best: best value so far, in the metric's own sign; None before the first.
        best_t: reading that it was read at.
        candidate: a value too good to be a reference before the next one confirms it; None if there is none.
        bad: readings of the metric without an improvement since the best one or the last cut.
        cooldown: readings of the metric for which ``bad`` still rests.
        cuts: cuts so far.
        values: last values of the metric, lower is better.
        losses: last training losses beside them, where validation is the metric.
        since_best: how many of ``values`` were read from the best one on.
    """

    t: int = 0
    lr: float
    overrides: int = 0
    source: str | None = None
    best: float | None = None
    best_t: int = 0
    candidate: float | None = None
    bad: int = 0
    cooldown: int = 0
    cuts: int = 0
    values: tuple[float, ...] = ()
    losses: tuple[float, ...] = ()
    since_best: int = 0

    @property
    def clock(self) -> int:
        """Readings so far."""
        return self.t

    @property
    def written_lr(self) -> float:
        """LR to be in force at the next step."""
        return self.lr
