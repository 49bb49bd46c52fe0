"""Raise or lower the LR by the pressure of the evidence."""

import math

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.proposal import Proposal
from awarelr.core.settings import AwareSettings

__all__ = ["steer"]


def steer(settings: AwareSettings, lr: float, clock: int, diagnosis: Diagnosis) -> Proposal:
    """Move log LR by ``gain * pressure / max(clock, 10)``, or by ``haste`` if that is more, within the largest change.

    The path alone lowers it slowly, because the bounce that it sees is what averaging takes out; it is lowered fast
    where the loss shows harm.

    Source: *ours*; a step of 1/n lets the LR follow the run's own time scale.
    """
    pressure = diagnosis.pressure
    if pressure > 0.0:
        change = min(settings.raise_gain * pressure / max(clock, 10), settings.max_raise * pressure)
        change = max(change, pressure * min(diagnosis.haste, settings.max_ramp))
    else:
        seen = diagnosis.situation is not Situation.LOWERING
        gain = settings.brake_gain if seen else settings.lower_gain
        change = max(gain * pressure / max(clock, 10), -settings.max_lower)
    return Proposal(lr=lr * math.exp(change))
