"""The learning rate is too small."""

import math

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import Observation

__all__ = ["examine"]


def examine(observation: Observation) -> Diagnosis | None:
    """Name a path that still points downhill at the long horizon.

    Source: *ours*; hypergradient methods look one step back only (Baydin et al., arXiv 1703.04782).
    """
    if not observation.z_long > 0.0:
        return None
    return Diagnosis(
        situation=Situation.RAISING,
        evidence={"z_long": observation.z_long, "z_medium": observation.z_medium, "z_short": observation.z_short},
        sentence=f"the long path still points downhill (z {observation.z_long:+.1f}): raise",
        pressure=math.tanh(observation.z_long / 2.0),
    )
