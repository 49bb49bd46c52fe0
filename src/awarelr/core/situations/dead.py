"""Nothing moves any more."""

import math

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import Observation

__all__ = ["examine"]

_STILL = 20
"""Readings in a row without any measurable movement (*ours*)."""


def examine(observation: Observation) -> Diagnosis | None:
    """Name gradients of zero, or steps too small for the parameters' precision, over 20 readings in a row.

    Source: *ours*; tensorflow#12287 shows what a dead network's log looks like.
    """
    if observation.still < _STILL:
        return None
    norm = observation.grad_norm
    causes = {None: "the gradient was not seen this time", 0.0: "the gradient is zero"}
    cause = causes.get(norm, "the steps are too small to change the parameters")
    return Diagnosis(
        situation=Situation.DEAD,
        evidence={"still": observation.still, "grad_norm": math.nan if norm is None else norm},
        sentence=f"no movement over {observation.still} readings: {cause}",
        pressure=1.0 if norm else 0.0,
    )
