"""The loss no longer falls, and the bounce across the valley is all there is."""

import math

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import Observation

__all__ = ["examine"]


def examine(observation: Observation) -> Diagnosis | None:
    """Name a loss without a downward trend while short and medium steps overshoot.

    `oscillating` is the sibling with a falling loss: bouncing alone is no reason to lower. `alternating` is the one
    that no lowering mends.

    Source: *ours*.
    """
    if not observation.standing:
        return None
    trend, medium = observation.z_trend, observation.z_medium
    return Diagnosis(
        situation=Situation.STALLED,
        evidence={
            "z_trend": trend,
            "z_short": observation.z_short,
            "z_medium": medium,
            "z_long": observation.z_long,
            "slow_count": observation.slow_count,
        },
        sentence=f"no downward trend (z {trend:+.1f}) while steps overshoot (medium z {medium:+.1f}): lower",
        pressure=min(math.tanh(observation.z_long / 2.0), -math.tanh(-medium / 4.0)),
    )
