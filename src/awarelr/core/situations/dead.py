"""Nothing moves any more."""

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
    cause = "the gradient is zero" if norm == 0.0 else "the steps are too small to change the parameters"
    return Diagnosis(
        situation=Situation.DEAD,
        evidence={"still": observation.still, "grad_norm": 0.0 if norm is None else norm},
        sentence=f"no movement over {observation.still} readings: {cause}",
        pressure=0.0 if norm == 0.0 else 1.0,
    )
