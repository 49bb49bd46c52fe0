"""The data changed: the old level of the loss no longer holds."""

import math

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import YOUNG_LEVEL, Observation

__all__ = ["examine"]

_DOUBT, _DOUBT_SHARE = 50.0, 0.3
"""So soon after damage of our own making, in readings or as a share of the clock, a probe proves no drift (*ours*)."""


def examine(observation: Observation) -> Diagnosis | None:
    """Name a drift, by a finished probe or by a rise that our own steps cannot explain.

    By convexity steps over a distance d can raise the loss by at most ``|g| d`` to first order. While the level is
    young (10 losses or fewer) such a rise is ignored. `diverged` is the sibling whose cause is the learning rate.

    Source: *ours*; convexity bounds the rise by gradient norm times distance.
    """
    level, margin = observation.level, observation.margin
    if observation.probe_left is not None:
        mean, least = observation.probe_mean, observation.probe_least
        if observation.probe_left > 0 or mean is None or least is None or not observation.probe_above:
            return None
        since = observation.since_ours
        if since is not None and since < max(_DOUBT, _DOUBT_SHARE * observation.clock):
            return None  # likelier that the snapshot has caught some of the damage: `probing` says so
        return Diagnosis(
            situation=Situation.DRIFTED,
            evidence={
                "probe_left": observation.probe_left,
                "probe_mean": mean,
                "probe_least": least,
                "level": level,
                "level_count": observation.level_count,
                "margin": margin,
                "since_ours": math.inf if since is None else since,
                "clock": observation.clock,
            },
            sentence=f"the snapshot's own weights now give a loss of {mean:.4g} where {level:.4g} was usual",
        )
    reach, young = observation.reach, observation.level_count <= YOUNG_LEVEL
    if reach is None or young or not observation.risen or not observation.unexplained:
        return None
    return Diagnosis(
        situation=Situation.DRIFTED,
        evidence={
            "rise": observation.rise,
            "run": observation.run,
            "patience": observation.patience,
            "level": level,
            "level_count": observation.level_count,
            "losses_since": observation.losses_since,
            "margin": margin,
            "reach": reach,
        },
        sentence=(
            f"the loss rose by {observation.rise:.4g} above {level:.4g}, of which noise explains {margin:.2g} "
            f"and our own steps {reach:.2g}"
        ),
    )
