"""The loss left the level of the snapshot by more than noise explains."""

import math

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import Observation

__all__ = ["examine"]


def examine(observation: Observation) -> Diagnosis | None:
    """Name damage that our own steps can have done; `drifted` takes what they cannot.

    Source: *ours*; users have asked for a rollback on a spike since 2017 (pytorch#2478).
    """
    if not observation.risen or observation.unexplained:
        return None
    reach = observation.reach
    return Diagnosis(
        situation=Situation.DIVERGED,
        evidence={
            "rise": observation.rise,
            "level": observation.level,
            "level_count": observation.level_count,
            "losses_since": observation.losses_since,
            "margin": observation.margin,
            "reach": math.nan if reach is None else reach,
        },
        sentence=(
            f"the loss rose by {observation.rise:.4g} above its level of {observation.level:.4g}; "
            f"noise explains {observation.margin:.2g}"
        ),
    )
