"""The data changed: the old level of the loss no longer holds."""

import math

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import YOUNG_LEVEL, Observation

__all__ = ["examine"]

_DOUBT, _DOUBT_SHARE = 50.0, 0.3
"""So soon after damage of our own making, in readings or as a share of the clock, a probe proves no drift (*ours*)."""


def examine(observation: Observation) -> Diagnosis | None:
    """Name a drift: by a finished probe, by a rise that our own steps cannot explain, or one that goes against them.

    By convexity steps over a distance d can raise the loss by at most ``|g| d`` to first order. While the level is
    young (10 losses or fewer) such a rise is ignored. `diverged` is the sibling whose cause is the learning rate.

    Where every horizon and the latest gradient point downhill nothing was overshot, and a loss that rises all the same
    is no damage: what is minimised has moved. Only its level is forgotten; the LR stays.

    Source: *ours*; convexity bounds the rise by gradient norm times distance.
    """
    left = observation.probe_left
    return _by_a_rise(observation) if left is None else _by_a_probe(observation, left)


def _by_a_probe(observation: Observation, left: int) -> Diagnosis | None:
    level = observation.level
    mean, least = observation.probe_mean, observation.probe_least
    if left > 0 or mean is None or least is None or not observation.probe_above:
        return None
    since = observation.since_ours
    if since is not None and since < max(_DOUBT, _DOUBT_SHARE * observation.clock):
        return None  # likelier that the snapshot has caught some of the damage: `probing` says so
    return Diagnosis(
        situation=Situation.DRIFTED,
        evidence={
            "probe_left": left,
            "probe_mean": mean,
            "probe_least": least,
            "level": level,
            "level_count": observation.level_count,
            "margin": observation.margin,
            "since_ours": math.inf if since is None else since,
            "clock": observation.clock,
        },
        sentence=f"the snapshot's own weights now give a loss of {mean:.4g} where {level:.4g} was usual",
    )


def _by_a_rise(observation: Observation) -> Diagnosis | None:
    level, margin = observation.level, observation.margin
    if not observation.risen:
        return None
    evidence = {
        "rise": observation.rise,
        "run": observation.run,
        "patience": observation.patience,
        "level": level,
        "level_count": observation.level_count,
        "losses_since": observation.losses_since,
        "margin": margin,
    }
    sentence = f"the loss rose by {observation.rise:.4g} above {level:.4g}, of which noise explains {margin:.2g}"
    reach = observation.reach
    if reach is not None and observation.unexplained:
        if observation.level_count <= YOUNG_LEVEL:
            return None
        return Diagnosis(
            situation=Situation.DRIFTED,
            evidence=evidence | {"reach": reach},
            sentence=f"{sentence} and our own steps {reach:.2g}",
        )
    if not observation.blameless:
        return None
    horizons = {"z_short": observation.z_short, "z_medium": observation.z_medium, "z_long": observation.z_long}
    return Diagnosis(
        situation=Situation.DRIFTED,
        evidence=evidence | horizons | {"gain_now": observation.gain_now, "agreement": observation.agreement},
        sentence=(
            f"{sentence}, while all horizons point downhill (z {min(horizons.values()):+.1f} at least): "
            f"what is minimised has moved"
        ),
    )
