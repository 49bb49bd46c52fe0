"""Somebody else wrote the learning rate."""

import math

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import Observation

__all__ = ["YIELD_AFTER", "examine"]

YIELD_AFTER = 3
"""Overrides after which the LR is left to its other owner: no tug of war (*ours*)."""


def examine(observation: Observation) -> Diagnosis | None:
    """Name an LR that somebody else wrote, and the third time leave it to them.

    Source: transformers#33086, LlamaFactory#1515: a second owner of the LR goes unnoticed.
    """
    found = observation.lr_found
    if observation.overrides >= YIELD_AFTER:
        sentence = f"the learning rate was overwritten {observation.overrides} times: it is left to its other owner"
    elif found is not None and 0.0 < found < math.inf:
        sentence = f"somebody else wrote {found:.4g}: it becomes the new starting point"
    elif found is not None:
        sentence = f"somebody else wrote {found:.4g}, with which nothing can be learned: ours is written again"
    else:
        return None
    return Diagnosis(
        situation=Situation.OVERRIDDEN,
        evidence={
            "lr_found": math.nan if found is None else found,
            "overrides": observation.overrides,
        },
        sentence=sentence,
    )
