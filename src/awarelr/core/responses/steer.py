"""Raise or lower the LR by the pressure of the evidence."""

import math

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.proposal import Proposal
from awarelr.core.settings import AwareSettings

__all__ = ["steer"]

_BY_THE_PATH = (Situation.LOWERING, Situation.TURNING)
_FASTEST_FALL = 0.5
"""Most that the path alone lowers log LR, times the clock: that of a fall as the inverse root of the time (*ours*)."""

_USUAL_PACE, _DRIFTED_PACE = AwareSettings().max_raise, 0.05
"""Most that a reading raises log LR once steps matter, and where the data have drifted before; who asks for less than
the usual pace gets no more than that (*ours*)."""


def steer(settings: AwareSettings, lr: float, clock: int, diagnosis: Diagnosis, *, drifted: bool = False) -> Proposal:
    """Move log LR by ``gain * pressure / max(clock, 10)``, or by ``haste`` if that is more, within the largest change.

    The path alone lowers it slowly, and never faster than the inverse root of the clock falls, because the bounce that
    it sees is what averaging takes out; it is lowered fast where the loss shows harm. The less room the steps have
    beside the weights, the slower is a raise and the faster the path's fall.

    Where the data have ``drifted`` before, they will again: time counts for more there than the last per cent.

    Source: *ours*; a step of 1/n lets the LR follow the run's own time scale, and the inverse root of the time is the
    anneal that averaging wants (Polyak and Juditsky, "Acceleration of stochastic approximation by averaging", 1992).
    """
    pressure = diagnosis.pressure
    if pressure > 0.0:
        quick = drifted and settings.max_raise >= _USUAL_PACE
        pace = max(settings.max_raise, _DRIFTED_PACE) if quick else settings.max_raise
        change = min(settings.raise_gain / max(clock, 10), pace) * pressure
        change = max(change, pressure * min(diagnosis.haste, settings.max_ramp)) * diagnosis.room
    else:
        seen = diagnosis.situation not in _BY_THE_PATH
        fall = settings.brake_gain * pressure if seen else max(settings.lower_gain * pressure, -_FASTEST_FALL)
        fall /= diagnosis.room
        change = max(fall / max(clock, 10), -settings.max_lower)
    return Proposal(lr=lr * math.exp(change))
