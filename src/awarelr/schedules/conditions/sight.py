"""What a loss curve shows at one reading: the only input of a condition."""

from dataclasses import dataclass
from typing import final

from awarelr.core.signals.period import Swing
from awarelr.schedules.conditions.trend import Trend

__all__ = ["Sight"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A reading beside all losses before it. Nothing here depends on the loss's zero.

    Args:
        t: number of the reading.
        count: finite losses since the start or the last drift, this one included.
        loss: the loss of this reading, finite.
        level: usual loss of late, by the median.
        noise: robust standard deviation of the losses of late.
        ripple: the same over the flat stretch alone, or over the last 8 losses.
        descent: how far the level has come down since the start or the last drift.
        trend: direction of the losses.
        swing: regular swing; None if there is none.
        alternations: changes of direction in a row at the end of a run shorter than 10 losses.
        suspects: losses in a row far above the level, this one the last.
        reference: the level that they are measured from.
        climbing: True if the losses rose steadily before the first suspect, or still rise beyond the third.
        verdict_due: True if the suspects are enough to judge.
        best: lowest loss so far.
        best_t: reading that it was read at.
        still: how often in a row the very same loss has come.
        flat: readings in a row without a direction.
        shelf: True if lowering the LR has been tried at this level and has not lowered it.
    """

    t: int
    count: int
    loss: float
    level: float
    noise: float
    ripple: float
    descent: float
    trend: Trend
    swing: Swing | None
    alternations: int
    suspects: int
    reference: float
    climbing: bool
    verdict_due: bool
    best: float
    best_t: int
    still: int
    flat: int
    shelf: bool
