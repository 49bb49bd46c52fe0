"""Who owns the LR: a second owner is heard, said, and never fought."""

from dataclasses import dataclass
from typing import final

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.reading import Reading

__all__ = ["Ownership", "claimed"]

_YIELD_AFTER = 3
"""Overrides in a row after which the LR is left to its other owner (*ours*, as in the core)."""
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
        return self.overrides >= _YIELD_AFTER


def claimed(written_lr: float, overrides: int, reading: Reading) -> Ownership:
    """Tell from a reading who owns the LR.

    Args:
        written_lr: the LR that we wrote.
        overrides: overrides in a row before this reading.
        reading: the reading.

    Source: *ours*; transformers#33086 and LlamaFactory#1515 show two owners of one LR that nobody is told of.
    """
    found = reading.lr_found
    yielded = overrides >= _YIELD_AFTER
    if found is None and not yielded:
        return Ownership(lr=written_lr, overrides=0)
    usable = found is not None and 0.0 <= found < _LARGEST
    lr = found if found is not None and usable else written_lr
    count = overrides if yielded or found is None else overrides + 1
    if count >= _YIELD_AFTER:
        sentence = f"the learning rate was overwritten {count} times in a row: it is left to its other owner"
    elif usable:
        sentence = f"somebody else wrote {lr:.4g} where {written_lr:.4g} stood"
    else:
        sentence = f"somebody else wrote {found!r}, which is no learning rate"
    evidence = {"lr_found": lr, "lr_written": written_lr, "overrides": float(count)}
    return Ownership(
        lr=lr,
        overrides=count,
        diagnosis=Diagnosis(situation=Situation.OVERRIDDEN, evidence=evidence, sentence=sentence),
    )
