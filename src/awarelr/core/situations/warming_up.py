"""Too few readings to judge."""

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import Observation

__all__ = ["examine"]


def examine(observation: Observation) -> Diagnosis | None:
    """Name the time before there is evidence of the long horizon.

    Source: *ours*.
    """
    if observation.evidence_count >= 3.0:  # noqa: PLR2004 - as `Evidence` counts
        return None
    return Diagnosis(
        situation=Situation.WARMING_UP,
        evidence={"evidence_count": observation.evidence_count},
        sentence=f"{observation.evidence_count:.0f} readings of the path so far: too few to judge",
    )
