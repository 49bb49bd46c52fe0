"""What a scheduler decides at one reading."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Flag, auto
from typing import final

from awarelr.core.diagnosis import Diagnosis, Situation

__all__ = ["Action", "Decision"]


@final
class Action(Flag):
    """What the adapter must do beside writing the LR. Members combine with ``|``."""

    NONE = 0
    KEEP_SNAPSHOT = auto()
    """The candidate set aside at this reading becomes the snapshot."""
    RESTORE = auto()
    """Put parameters, optimizer state and buffers back to the snapshot."""
    PROBE = auto()
    """The next two readings evaluate the weights now in place; the optimizer does nothing meanwhile."""
    REBASE_ALL = auto()
    """Set all three averages to the parameters now in place."""
    REBASE_LONG = auto()
    """Set the long average to the medium one."""
    RESUME = auto()
    """The probe is over, and the averages are good as they are."""
    PASS_OVER = auto()
    """The averages do not take in the parameters now in place."""
    WITHHOLD = auto()
    """Undo nothing: the optimizer was kept from the step, and the parameters are those of before it."""

    @property
    def judges(self) -> bool:
        """True if it follows from a verdict on what was undone."""
        return bool(self & (Action.REBASE_ALL | Action.RESUME))


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The LR of the next step, why, and what the adapter must do.

    Args:
        t: the reading that was decided on, from 1.
        clock: readings since the start or the last drift, probes excluded; the sensor's windows follow it.
        lr_before: LR in force at this reading.
        lr: LR decided for the next step, before the final decay of a known budget.
        written_lr: LR to write to the optimizer.
        situation: what is the case.
        evidence: the numbers that prove it.
        sentence: the same for a person, one sentence without a final stop.
        action: what the adapter must do.
        remark: what else is the case and moves no LR, such as overfitting; None for nothing.
        momentum: momentum to write, for schedules that move it; None leaves it alone.
        averaging: steps over which the weights to evaluate are averaged best; None for schedules that do not say.
    """

    t: int
    clock: int
    lr_before: float
    lr: float
    written_lr: float
    situation: Situation
    evidence: Mapping[str, float]
    sentence: str
    action: Action = Action.NONE
    remark: Diagnosis | None = None
    momentum: float | None = None
    averaging: float | None = None

    @property
    def named(self) -> Situation:
        """The name that says most: the remark's if there is one, else that of the situation which moves the LR."""
        return self.situation if self.remark is None else self.remark.situation
