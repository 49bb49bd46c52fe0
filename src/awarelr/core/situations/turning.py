"""The path points uphill over the long run but is already coming round."""

import math

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import Observation

__all__ = ["examine"]


def examine(observation: Observation) -> Diagnosis | None:
    """Name old bad evidence that newer steps contradict: the LR is still lowered, as gently as by `lowering`.

    Where it is the gain that is bad, the directions of newer steps contradict nothing.

    Source: *ours*; to rest here, so that the LR of parameters that hardly move does not collapse, was found to gain
    nothing since the path alone lowers it no faster than the inverse root of the clock (decision 0061).
    """
    short, medium = observation.z_short, observation.z_medium
    if observation.outvoted or not (observation.z_long < 0.0 and (medium > 0.0 or short > 1.0)):
        return None
    return Diagnosis(
        situation=Situation.TURNING,
        evidence={
            "z_long": observation.z_long,
            "z_directions": observation.z_directions,
            "z_medium": medium,
            "z_short": short,
            "stride_share": observation.stride_share,
            "room": observation.room,
        },
        sentence=f"long evidence {observation.z_long:+.1f} is contradicted by newer steps "
        f"(medium {medium:+.1f}, short {short:+.1f}): lower slowly",
        pressure=math.tanh(observation.z_long / 2.0),
        room=observation.room,
    )
