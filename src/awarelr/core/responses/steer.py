"""Raise or lower the LR by the pressure of the evidence."""

import math

from awarelr.core.diagnosis import Diagnosis
from awarelr.core.proposal import Proposal
from awarelr.core.settings import AwareSettings

__all__ = ["steer"]


def steer(settings: AwareSettings, lr: float, clock: int, diagnosis: Diagnosis) -> Proposal:
    """Move log LR by ``gain * pressure / max(clock, 10)``, within the largest change allowed.

    Source: *ours*; a step of 1/n lets the LR follow the run's own time scale.
    """
    pressure = diagnosis.pressure
    gain = settings.raise_gain if pressure > 0.0 else settings.lower_gain
    change = gain * pressure / max(clock, 10)
    return Proposal(lr=lr * math.exp(min(max(change, -settings.max_lower), settings.max_raise)))
