"""A raise of the learning rate that did not pay."""

import math

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import Observation

__all__ = ["examine"]

_LARGEST_LOG = 700.0
"""Beyond it the exponential overflows."""


def examine(observation: Observation) -> Diagnosis | None:
    """Name a loss that rises together with the LR: more than 12 losses, heat above 1, log LR up by more than 0.05.

    Not while the gradients of the new points still agree with the steps that led there, at the short and the medium
    horizon: steps that overshot nothing have not made the loss rise. It has other reasons, such as data that drift or
    an objective that is no measure of progress.

    `stalled` is the sibling that needs no raise.

    Source: *ours*.
    """
    heat, change = observation.z_heat, observation.lr_change
    if observation.heat_count <= 12 or not (heat > 1.0 and change > 0.05):  # noqa: PLR2004 - the rule's own numbers
        return None
    if min(observation.z_short, observation.z_medium) > 0.0:
        return None
    rise = math.expm1(min(change, _LARGEST_LOG))
    return Diagnosis(
        situation=Situation.OVERHEATED,
        evidence={
            "z_heat": heat,
            "lr_change": change,
            "heat_count": observation.heat_count,
            "z_short": observation.z_short,
            "z_medium": observation.z_medium,
        },
        sentence=f"the loss rises (heat {heat:+.1f}) since the learning rate rose by {rise:.0%}: lower",
        pressure=-math.tanh(heat / 2.0),
    )
