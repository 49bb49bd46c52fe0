"""What a task is judged by."""

from enum import Enum, unique
from typing import final

__all__ = ["Measure"]


@final
@unique
class Measure(Enum):
    """How a run becomes one number, lower is better; the value names it for a reader."""

    VALIDATION_LOSS = "validation loss after the last step"
    EXCESS_RISK = "expected loss above that of the true model, after the last step"
    OBJECTIVE = "training objective on the whole training set after the last step"
    ONLINE_LOSS = "mean of the training loss over all steps, each taken before its update"
