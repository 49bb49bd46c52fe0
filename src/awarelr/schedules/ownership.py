"""Who owns the LR: a second owner is heard, said, and never fought."""

from dataclasses import dataclass
from typing import final

from awarelr.core.diagnosis import Diagnosis
from awarelr.core.observation import Observation
from awarelr.core.reading import Reading
from awarelr.core.situations import overridden
from awarelr.core.situations.overridden import YIELD_AFTER

__all__ = ["Ownership", "claimed"]

_LARGEST = 1e150


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Ownership:
    """Who wrote the LR in force.

    Args:
        lr: LR in force at this reading.
        overrides: how often in a row somebody else wrote it; it stays once the LR was left to them.
        diagnosis: what to say of it; None if the LR is ours.
    """

    lr: float
    overrides: int
    diagnosis: Diagnosis | None = None

    @property
    def yielded(self) -> bool:
        """True if the LR is left to its other owner."""
        return self.overrides >= YIELD_AFTER


def claimed(written_lr: float, overrides: int, reading: Reading) -> Ownership:
    """Tell from a reading who owns the LR; the finding is the core's own situation.

    Args:
        written_lr: the LR that we wrote.
        overrides: overrides in a row before this reading.
        reading: the reading.

    Source: *ours*; transformers#33086 and LlamaFactory#1515 show two owners of one LR that nobody is told of.
    """
    found = reading.lr_found
    yielded = overrides >= YIELD_AFTER
    if found is None and not yielded:
        return Ownership(lr=written_lr, overrides=0)
    count = overrides if yielded or found is None else overrides + 1
    lr = found if found is not None and 0.0 < found < _LARGEST else written_lr
    diagnosis = overridden.examine(
        Observation(t=reading.t, clock=reading.t, lr=written_lr, repeat_window=0.0, lr_found=found, overrides=count)
    )
    return Ownership(lr=lr, overrides=count, diagnosis=diagnosis)
