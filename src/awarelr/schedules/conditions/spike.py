"""A few losses far above the others."""

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.schedules.conditions.sight import Sight

__all__ = ["examine"]


def examine(sight: Sight) -> Diagnosis | None:
    """Name losses far above the level while it is open whether they will come back; no answer is given to them.

    `drifted` and `diverged` take over once they have stayed.

    Source: *ours*: six robust standard deviations.
    """
    if sight.suspects == 0:
        return None
    return Diagnosis(
        situation=Situation.SPIKE,
        evidence={"loss": sight.loss, "level": sight.reference, "noise": sight.noise, "suspects": sight.suspects},
        sentence=f"a loss of {sight.loss:.4g} where {sight.reference:.4g} is usual, {sight.suspects} in a row: wait",
    )
