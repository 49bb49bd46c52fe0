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
    reach, since_leap = observation.reach, observation.since_leap
    after = "" if since_leap is None else f", after gradient and loss leapt at once {since_leap} reading(s) ago"
    return Diagnosis(
        situation=Situation.DIVERGED,
        evidence={
            "rise": observation.rise,
            "run": observation.run,
            "patience": observation.patience,
            "level": observation.level,
            "level_count": observation.level_count,
            "losses_since": observation.losses_since,
            "margin": observation.margin,
            "reach": math.nan if reach is None else reach,
            "since_leap": math.nan if since_leap is None else since_leap,
        },
        sentence=(
            f"the loss rose by {observation.rise:.4g} above its level of {observation.level:.4g}; "
            f"noise explains {observation.margin:.2g}{after}"
        ),
    )
