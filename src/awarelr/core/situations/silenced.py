"""Nearly the whole network gets gradients of zero."""

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import Observation

__all__ = ["examine"]

_NEARLY = 0.9
_CHECKS = 3


def examine(observation: Observation) -> Diagnosis | None:
    """Name a network of which nine tenths, whole tensors, had gradients of zero at three checks in a row.

    The last bias learns on, so that the gradient as a whole is not zero; where it is, that is `dead`.

    Source: *ours*, ``docs/decisions/0051``; tensorflow#12287.
    """
    share, count = observation.zeroed, observation.zeroed_count
    if count < _CHECKS or not _NEARLY < share < 1.0:
        return None
    return Diagnosis(
        situation=Situation.DEAD,
        evidence={"zeroed": share, "zeroed_count": count},
        sentence=f"{share:.1%} of the parameters get gradients of exactly zero: their units are off for every example",
    )
