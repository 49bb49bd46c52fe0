"""The loss is flat, and not because of noise."""

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import SETTLED, Observation

__all__ = ["examine"]

_FLAT, _CALM = 5e-3, 1e-2


def examine(observation: Observation) -> Diagnosis | None:
    """Name a loss that neither falls nor scatters by more than half and one percent of its descent.

    `noise_floor` is the sibling whose flatness hides under noise, `worthless` asks what longer steps would gain. It
    moves no LR of its own.

    Source: *ours*, ``docs/decisions/0051``.
    """
    descent, flatness, scatter = observation.descent, observation.flatness, observation.scatter
    if observation.slow_count <= SETTLED or not (
        descent > 0.0 and abs(flatness) < _FLAT * descent and scatter < _CALM * descent
    ):
        return None
    return Diagnosis(
        situation=Situation.PLATEAU,
        evidence={
            "descent": descent,
            "flatness": flatness,
            "scatter": scatter,
            "slow_count": observation.slow_count,
        },
        sentence=f"the loss has moved by {flatness:.2g} lately and scatters by {scatter:.2g}, after a descent of "
        f"{descent:.4g}: what is left is not a matter of noise",
    )
