"""The loss falls steadily."""

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.schedules.conditions.sight import Sight
from awarelr.schedules.conditions.warming_up import LEAST

__all__ = ["examine"]

_NEGLIGIBLE = 0.003
"""A fall over the window of less than this share of the way so far is rounding off, not descending (*ours*)."""


def examine(sight: Sight) -> Diagnosis | None:
    """Name a direction downward that is more than the last fraction of a per cent of the way.

    Source: *ours*; the slope test is that of `awarelr.core.signals.slope`.
    """
    trend = sight.trend
    if sight.count < LEAST or trend.z >= 0.0 or -trend.change < _NEGLIGIBLE * sight.descent:
        return None
    return Diagnosis(
        situation=Situation.DESCENDING,
        evidence={"z": trend.z, "fall": -trend.change, "readings": trend.slope.count, "descent": sight.descent},
        sentence=f"the loss fell by {-trend.change:.4g} over the last {trend.slope.count} readings (z {trend.z:+.1f})",
        pressure=1.0,
    )
