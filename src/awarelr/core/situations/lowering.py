"""The learning rate is too large."""

import math

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import Observation

__all__ = ["examine"]


def examine(observation: Observation) -> Diagnosis:
    """Name a path that points back uphill at the long horizon; the last situation, it always has an answer.

    Source: *ours*.
    """
    return Diagnosis(
        situation=Situation.LOWERING,
        evidence={"z_long": observation.z_long, "z_medium": observation.z_medium, "z_short": observation.z_short},
        sentence=f"the long path points back uphill (z {observation.z_long:+.1f}): lower",
        pressure=math.tanh(observation.z_long / 2.0),
    )
