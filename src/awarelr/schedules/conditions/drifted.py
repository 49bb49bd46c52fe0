"""The loss jumped to a new level."""

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.schedules.conditions.sight import Sight

__all__ = ["examine"]


def examine(sight: Sight) -> Diagnosis | None:
    """Name a jump upward after which the loss stays or falls: new data, not a wrong learning rate.

    From losses alone that is a judgement of shape: `diverged` is the sibling that goes on climbing.

    Source: *ours*.
    """
    if not sight.verdict_due or sight.climbing:
        return None
    return Diagnosis(
        situation=Situation.DRIFTED,
        evidence={"loss": sight.loss, "level": sight.reference, "noise": sight.noise, "suspects": sight.suspects},
        sentence=f"the loss jumped from {sight.reference:.4g} to {sight.loss:.4g} and has stayed for "
        f"{sight.suspects} readings",
    )
