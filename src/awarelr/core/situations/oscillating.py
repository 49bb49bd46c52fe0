"""Steps overshoot from side to side."""

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import Observation

__all__ = ["examine"]


def examine(observation: Observation) -> Diagnosis | None:
    """Name overshooting steps that forbid a raise; it is no reason to lower (`stalled` is).

    Steps that overshoot by turns while the path of the last tenth of the run still points downhill are how healthy deep
    training looks: they forbid nothing. Nor do they where kinds of batches are known to take turns (`alternating`).

    Source: *ours*.
    """
    overshoots = observation.z_long > 0.0 and observation.z_short < -1.0 and observation.z_medium <= 0.0
    if not overshoots or observation.stall_in_vain:
        return None
    return Diagnosis(
        situation=Situation.OSCILLATING,
        evidence={"z_long": observation.z_long, "z_medium": observation.z_medium, "z_short": observation.z_short},
        sentence=f"the latest steps overshoot (short z {observation.z_short:+.1f}): no raise",
    )
