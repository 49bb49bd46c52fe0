"""A part of the network gets no gradient."""

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import Observation

__all__ = ["examine"]

_SINCE, _SAID = 5, 100


def examine(observation: Observation) -> Diagnosis | None:
    """Name parameters that the optimizer holds and that get no gradient, for a hundred readings from the fifth on.

    Frozen on purpose or by mistake: it is said, and then left at that. `dead` is the sibling whose gradients are there
    and zero.

    Source: *ours*, ``docs/decisions/0051``.
    """
    count, share = observation.ungraded_count, observation.ungraded
    if not (_SINCE <= count < _SINCE + _SAID and 0.0 < share < 1.0):
        return None
    return Diagnosis(
        situation=Situation.FROZEN,
        evidence={"ungraded": share, "ungraded_count": count},
        sentence=f"{share:.1%} of the parameters have had no gradient for {count} readings: frozen on purpose?",
    )
