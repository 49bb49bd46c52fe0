"""A flat loss: held up by noise, or simply flat."""

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.schedules.conditions.sight import Sight

__all__ = ["examine"]

_NOISY = 0.02
"""Noise above this share of the way down is taken for the cause until a lower LR shows otherwise (*ours*)."""


def examine(sight: Sight) -> Diagnosis:
    """Name a noise floor or a plateau; the last condition, it always has an answer.

    At a noise floor a lower LR lowers the loss, on a plateau it does not. Until that has been tried, noise that is
    large beside the descent is taken for a floor.

    Source: *ours*.
    """
    noisy = sight.ripple > _NOISY * sight.descent and sight.ripple > 0.0
    evidence = {"level": sight.level, "noise": sight.ripple, "descent": sight.descent, "flat": sight.flat}
    words = (
        f"flat for {sight.flat} readings at {sight.level:.4g}, "
        f"noise {sight.ripple:.2g} after a descent of {sight.descent:.2g}"
    )
    if noisy and not sight.shelf:
        return Diagnosis(situation=Situation.NOISE_FLOOR, evidence=evidence, sentence=words, pressure=-1.0)
    why = "a lower learning rate has not lowered it" if noisy else "too quiet for a noise floor"
    return Diagnosis(situation=Situation.PLATEAU, evidence=evidence, sentence=f"{words}: {why}", pressure=0.5)
