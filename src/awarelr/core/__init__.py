"""The decision: reading in, decision out; standard library only."""

from awarelr.core.decision import Action, Decision
from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import Observation
from awarelr.core.reading import Horizons, Reading
from awarelr.core.settings import AwareSettings
from awarelr.core.state import State

__all__ = [
    "Action",
    "AwareSettings",
    "Decision",
    "Diagnosis",
    "Horizons",
    "Observation",
    "Reading",
    "Situation",
    "State",
]
