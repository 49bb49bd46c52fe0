"""Noise is all that is left."""

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import SETTLED, Observation

__all__ = ["examine"]

_WEAK = 3.0
_SLIGHT = 0.2
_FALLING = -1.5


def examine(observation: Observation) -> Diagnosis | None:
    """Name a loss held up by noise: it does not fall, no horizon is sure of a direction, and longer steps gain little.

    Weak: a z within 3, autocorrelation allowed for (healthy descent stands above 10). Little: a fifth of the loss's
    scatter. `stalled` is the sibling at which the steps themselves overshoot. It moves no LR of its own.

    Source: *ours*, ``docs/decisions/0051``.
    """
    long, medium, scatter = observation.z_long, observation.z_medium, observation.scatter
    gain, noise = observation.gain, observation.noise_z
    if observation.slow_count <= SETTLED or not (
        -_WEAK < long < _WEAK and -_WEAK < medium < _WEAK and abs(gain) < _SLIGHT * scatter and noise > _FALLING
    ):
        return None
    return Diagnosis(
        situation=Situation.NOISE_FLOOR,
        evidence={
            "z_long": long,
            "z_medium": medium,
            "noise_z": noise,
            "gain": gain,
            "scatter": scatter,
            "slow_count": observation.slow_count,
        },
        sentence=f"the loss scatters by {scatter:.3g} and does not fall; no direction is sure (z {long:+.1f})",
    )
