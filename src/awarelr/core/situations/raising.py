"""The learning rate is too small."""

import math

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import CRAMPED, SHORT_STRIDE, Observation

__all__ = ["examine"]

_BLIND_HASTE = 0.08
"""Without any loss nobody sees what shows; a ramp at this pace has been harmless on the benchmark's tasks (*ours*)."""
_CAUTION = 10.0
"""Readings over which an unseen gain is to come into sight: momentum answers a raise about so much later (*ours*)."""
_SURE, _SURE_BY = 1.0, 3.0
"""Evidence of the long horizon from which on there is any haste, and how much more makes it whole (*ours*)."""
_STRAIGHT, _STRAIGHT_HASTE = 0.85, 0.3
"""Gradients that agree so well with the latest steps have hardly changed on the way: no curvature is near (*ours*)."""
_STEADY, _STEADY_HASTE = 300.0, 0.2
"""Evidence of all horizons that only a path without noise gives, and log LR a reading while its gain grows (*ours*)."""
_ALIKE = 0.8
"""Share of the long evidence that the others reach where the newest steps have not begun to turn (*ours*)."""


def examine(observation: Observation) -> Diagnosis | None:
    """Name a path that still points downhill at the long horizon.

    Steps that are too small to show, be it in the scatter of the loss or in the direction of the gradient, may grow
    with haste: a slow ramp would lose a fifth of a run before it begins. All three horizons must agree on it. What does
    not show says nothing where steps are long beside the parameters themselves. Where the loss scatters by our steps
    alone, no noise can tell how small they are; that all horizons are sure of the direction does.

    Steps that do show may grow quickly all the same while each gains more than those before it: where there is no
    noise, and where the run is known to be short and the latest gradients are as sure of the direction as those of the
    whole way. Elsewhere a net is served best by a rate below the one that makes its loss fall fastest.

    Source: *ours*; hypergradient methods look one step back only (Baydin et al., arXiv 1703.04782).
    """
    if not observation.z_long > 0.0:
        return None
    unseen, agreement = observation.unseen, observation.agreement
    sentence = f"the long path still points downhill (z {observation.z_long:+.1f}): raise"
    if unseen > 0.0:
        times = math.exp(min(unseen, 50.0))
        sentence += f"; steps could be {times:.3g} times longer before their gain shows in the loss"
    room = 1.0 if agreement > _STRAIGHT else observation.room
    if room <= CRAMPED:
        sentence += f", slowly: the latest steps moved {observation.stride_share:.1%} of the weights"
    evidence: dict[str, float] = {
        "z_long": observation.z_long,
        "z_medium": observation.z_medium,
        "z_short": observation.z_short,
        "unseen": unseen,
        "agreement": agreement,
        "gain": observation.gain,
        "gain_now": observation.gain_now,
        "stride_share": observation.stride_share,
        "room": room,
        "hurry": observation.hurry,
        "slow_count": observation.slow_count,
        "lr": observation.lr,
    }
    if observation.scatter_ours:
        evidence["scatter_ours"] = 1.0
    return Diagnosis(
        situation=Situation.RAISING,
        evidence=evidence,
        sentence=sentence,
        pressure=math.tanh(observation.z_long / 2.0),
        room=room,
        haste=_haste(observation),
    )


def _haste(observation: Observation) -> float:
    if min(observation.z_short, observation.z_medium) <= 0.0:
        return 0.0
    sure = _certainty(observation.z_long)
    straight = _STRAIGHT_HASTE if observation.agreement > _STRAIGHT else 0.0
    least = min(observation.z_short, observation.z_medium, observation.z_long)
    if observation.gaining and least > _STEADY:
        straight = max(straight, _STEADY_HASTE)
    if observation.gaining and least >= _ALIKE * observation.z_long:
        straight = max(straight, observation.hurry)
    if observation.scatter_ours:
        straight = max(straight, _STRAIGHT_HASTE * _certainty(min(observation.z_short, observation.z_medium)))
    blind = _BLIND_HASTE if observation.slow_count == 0 else 0.0
    unseen = 0.0 if observation.stride_share > SHORT_STRIDE else observation.unseen
    return sure * max(unseen / _CAUTION, straight, blind)


def _certainty(z: float) -> float:
    return min(max((z - _SURE) / _SURE_BY, 0.0), 1.0)
