"""The learning rate is too large."""

import math

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import CRAMPED, Observation

__all__ = ["examine"]


def examine(observation: Observation) -> Diagnosis:
    """Name a path that points back uphill at the long horizon; the last situation, it always has an answer.

    Source: *ours*.
    """
    sentence = f"the long path points back uphill (z {observation.z_long:+.1f}): lower"
    evidence: dict[str, float] = {
        "z_long": observation.z_long,
        "z_medium": observation.z_medium,
        "z_short": observation.z_short,
        "stride_share": observation.stride_share,
        "room": observation.room,
    }
    if observation.outvoted:
        sentence = (
            f"most gradients still point downhill (z {observation.z_directions:+.1f}), but the few that weigh most do "
            f"not, so that longer steps would cost more than they bring (z {observation.z_long:+.1f}): lower"
        )
        evidence |= {"z_directions": observation.z_directions, "gain": observation.gain}
    if observation.room <= CRAMPED:
        sentence += f", not slowly: the latest steps moved {observation.stride_share:.1%} of the weights"
    return Diagnosis(
        situation=Situation.LOWERING,
        evidence=evidence,
        sentence=sentence,
        pressure=math.tanh(observation.z_long / 2.0),
        room=observation.room,
    )
