"""A raise would gain nothing."""

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import NOISE_MARGIN, SETTLED, Observation

__all__ = ["examine"]

_FALLING = -3.0
"""Trend of the loss up to which it surely falls (*ours*)."""


def examine(observation: Observation) -> Diagnosis | None:
    """Name a task that longer steps cannot improve: the mean gain is below 0.1 % of the descent so far.

    Without it the LR runs away once the task is solved, and one day breaks it. As long as the loss surely goes on
    falling, or a gain stands far above its scatter, there is no telling how far it can: to a thousandth of the descent,
    or by ten more powers of ten.

    Source: *ours*; ``docs/decisions/0087``.
    """
    descent, gain = observation.descent, observation.gain
    if (
        not observation.z_long > 0.0
        or observation.slow_count <= SETTLED
        or not descent > 4.0 * observation.descent_error
        or not gain < 0.001 * descent
        or observation.z_trend <= _FALLING
        or gain > NOISE_MARGIN * observation.scatter > 0.0
    ):
        return None
    return Diagnosis(
        situation=Situation.WORTHLESS,
        evidence={
            "z_long": observation.z_long,
            "gain": gain,
            "descent": descent,
            "descent_error": observation.descent_error,
            "slow_count": observation.slow_count,
            "z_trend": observation.z_trend,
            "scatter": observation.scatter,
        },
        sentence=f"longer steps would gain {gain:.2g} after a descent of {descent:.4g}: no raise",
    )
