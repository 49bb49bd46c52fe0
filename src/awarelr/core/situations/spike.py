"""A single loss far above the others, and back again."""

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import SETTLED, Observation

__all__ = ["examine"]

_FAR = 20.0
_LARGE = 0.5
_BACK = 0.2


def examine(observation: Observation) -> Diagnosis | None:
    """Name the loss before this one if it lay far above the others and this one does not; `diverged` takes two.

    Far: by more than 20 times the spread, and by more than half of the way that the loss has come down; small losses of
    a solved task scatter like that every day. Back: within a fifth of that height. It moves no LR.

    Source: *ours*; ``docs/decisions/0051``.
    """
    height, back = observation.spike, observation.spike_left
    if observation.slow_count <= SETTLED or not (
        observation.spike_z > _FAR and height > _LARGE * abs(observation.descent) and back < _BACK * height
    ):
        return None
    return Diagnosis(
        situation=Situation.SPIKE,
        evidence={
            "spike": height,
            "spike_z": observation.spike_z,
            "spike_left": back,
            "descent": observation.descent,
            "slow_count": observation.slow_count,
        },
        sentence=f"a single loss lay {height:.4g} above the others, {observation.spike_z:.0f} times their spread: "
        f"look at that batch",
    )
