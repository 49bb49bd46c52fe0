"""Too few losses to judge."""

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.schedules.conditions.sight import Sight

__all__ = ["LEAST", "examine"]

LEAST = 10
"""Losses before any condition of the curve as a whole is named (*ours*)."""
_UNDECIDED = 20


def examine(sight: Sight) -> Diagnosis | None:
    """Name the time before 10 losses, or before 20 as long as no direction shows.

    Source: *ours*.
    """
    if sight.count >= _UNDECIDED or (sight.count >= LEAST and sight.trend.z != 0.0):
        return None
    return Diagnosis(
        situation=Situation.WARMING_UP,
        evidence={"count": sight.count},
        sentence=f"{sight.count} losses so far: too few to judge",
    )
