"""The learning rate rests after a rollback."""

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import Observation

__all__ = ["examine"]


def examine(observation: Observation) -> Diagnosis | None:
    """Name the rest after a verdict; evidence is gathered meanwhile.

    Source: *ours*.
    """
    if observation.hold == 0:
        return None
    return Diagnosis(
        situation=Situation.HOLDING,
        evidence={"hold": observation.hold},
        sentence=f"the learning rate rests for {observation.hold} more readings after the rollback",
    )
