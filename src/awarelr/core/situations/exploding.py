"""The weights grow without end."""

import math

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import Observation

__all__ = ["examine"]

_FACTOR = math.log(1.4)
_GROWN_UP = 60


def examine(observation: Observation) -> Diagnosis | None:
    """Name weights whose norm grew by 40 % and more over each of two blocks of 12 readings, and not because of the LR.

    Where the LR rose as much, the growth is its own. A network that begins at zero grows as fast at first. The loss of
    a network that fits its data need not rise meanwhile: the name comes from the weights alone.

    Source: *ours*, ``docs/decisions/0051``.
    """
    growth, change = observation.weight_growth, observation.lr_change
    if observation.clock <= _GROWN_UP or not (growth > _FACTOR and growth > change):
        return None
    return Diagnosis(
        situation=Situation.EXPLODING,
        evidence={"weight_growth": growth, "lr_change": change, "clock": observation.clock},
        sentence=f"the weights' norm grew by {math.expm1(min(growth, 50.0)):.0%} and more, twice within 12 readings: "
        f"look for a weight decay of the wrong sign, or a scale that nothing holds",
    )
