"""The loss no longer falls, and the bounce across the valley is all there is."""

import math

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import Observation

__all__ = ["examine"]


def examine(observation: Observation) -> Diagnosis | None:
    """Name a loss without a downward trend while short and medium steps overshoot.

    `oscillating` is the sibling with a falling loss: bouncing alone is no reason to lower.

    Source: *ours*.
    """
    trend, short, medium = observation.z_trend, observation.z_short, observation.z_medium
    if observation.slow_count <= 30 or not (trend > -1.0 and short < -1.0 and medium < -2.0):  # noqa: PLR2004 - the rule's own numbers
        return None
    return Diagnosis(
        situation=Situation.STALLED,
        evidence={
            "z_trend": trend,
            "z_short": short,
            "z_medium": medium,
            "z_long": observation.z_long,
            "slow_count": observation.slow_count,
        },
        sentence=f"no downward trend (z {trend:+.1f}) while steps overshoot (medium z {medium:+.1f}): lower",
        pressure=min(math.tanh(observation.z_long / 2.0), -math.tanh(-medium / 4.0)),
    )
