"""Steps overshoot from side to side."""

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import SETTLED, SHORT_STRIDE, Observation

__all__ = ["examine"]

_SURE = 2.0
"""Evidence of the long horizon from which on it is believed beside newer steps that overshoot (*ours*)."""
_HIDDEN = 0.6
"""Share of the loss's scatter below which a gain does not show (*ours*)."""


def examine(observation: Observation) -> Diagnosis | None:
    """Name overshooting steps that forbid a raise; it is no reason to lower (`stalled` is).

    Steps that overshoot by turns while the path of the last tenth of the run still points downhill are how healthy deep
    training looks: they forbid nothing. Nor do they where kinds of batches are known to take turns (`alternating`), nor
    where the long way surely leads on and the steps are small: short beside the weights, and what longer ones would
    gain lost in the loss's scatter. It is the batches' noise then that turns them.

    Source: *ours*; ``docs/decisions/0087``.
    """
    overshoots = observation.z_long > 0.0 and observation.z_short < -1.0 and observation.z_medium <= 0.0
    if not overshoots or observation.stall_in_vain or _noise_turns_them(observation):
        return None
    return Diagnosis(
        situation=Situation.OSCILLATING,
        evidence={
            "z_long": observation.z_long,
            "z_medium": observation.z_medium,
            "z_short": observation.z_short,
            "stride_share": observation.stride_share,
            "gain": observation.gain,
            "scatter": observation.scatter,
            "slow_count": observation.slow_count,
        },
        sentence=f"the latest steps overshoot (short z {observation.z_short:+.1f}): no raise",
    )


def _noise_turns_them(observation: Observation) -> bool:
    if not (observation.z_long > _SURE and observation.slow_count > SETTLED):
        return False
    return 0.0 < observation.stride_share < SHORT_STRIDE and 0.0 < observation.gain < _HIDDEN * observation.scatter
