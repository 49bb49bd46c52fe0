"""The path points uphill over the long run but is already coming round."""

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import Observation

__all__ = ["examine"]


def examine(observation: Observation) -> Diagnosis | None:
    """Name old bad evidence that newer steps contradict; else parameters frozen by a low LR never refute it.

    Source: *ours*.
    """
    short, medium = observation.z_short, observation.z_medium
    if not (observation.z_long < 0.0 and (medium > 0.0 or short > 1.0)):
        return None
    return Diagnosis(
        situation=Situation.TURNING,
        evidence={"z_long": observation.z_long, "z_medium": medium, "z_short": short},
        sentence=f"long evidence {observation.z_long:+.1f} is contradicted by newer steps "
        f"(medium {medium:+.1f}, short {short:+.1f}): wait",
    )
