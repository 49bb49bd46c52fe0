"""The loss climbs and goes on climbing."""

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.schedules.conditions.sight import Sight

__all__ = ["examine"]

_Z = 5.0
_RISE = 4.0
"""Noises by which a slow rise must exceed the noise before it counts (*ours*)."""


def examine(sight: Sight) -> Diagnosis | None:
    """Name a loss that left its level upward and still climbs, at once or slowly.

    `drifted` is the sibling that jumped to a new level and stays there.

    Source: keras#7603 shows a loss that rises for hundreds of epochs.
    """
    trend = sight.trend
    if sight.verdict_due and sight.climbing:
        return Diagnosis(
            situation=Situation.DIVERGED,
            evidence={"loss": sight.loss, "level": sight.reference, "noise": sight.noise, "suspects": sight.suspects},
            sentence=f"{sight.suspects} losses in a row above {sight.reference:.4g}, still climbing: {sight.loss:.4g}",
            pressure=-1.0,
        )
    if sight.suspects or not (trend.z > _Z and trend.change > _RISE * max(trend.slope.noise, sight.noise)):
        return None
    return Diagnosis(
        situation=Situation.DIVERGED,
        evidence={"z": trend.z, "rise": trend.change, "readings": trend.slope.count, "noise": trend.slope.noise},
        sentence=f"the loss rose by {trend.change:.4g} over the last {trend.slope.count} readings (z {trend.z:+.1f})",
        pressure=-1.0,
    )
