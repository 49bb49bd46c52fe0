"""The snapshot's own weights are evaluated again: data or steps to blame?"""

import math

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import Observation

__all__ = ["examine"]


def examine(observation: Observation) -> Diagnosis | None:
    """Name a probe; its last reading brings the verdict 'ours' unless `drifted` has spoken before.

    Source: *ours*.
    """
    if observation.probe_left is None:
        return None
    mean = math.nan if observation.probe_mean is None else observation.probe_mean
    least = math.nan if observation.probe_least is None else observation.probe_least
    found = (
        f"{mean:.4g}" if mean <= observation.level + observation.margin else f"{least:.4g} in the better of two batches"
    )
    spoiled = observation.probe_spoiled
    if observation.probe_left > 0 and spoiled:
        sentence = f"no finite loss at the snapshot's healthy weights in {spoiled} batches: the data are waited for"
    elif observation.probe_left > 0:
        sentence = "the snapshot's weights are evaluated again; the optimizer rests"
    elif spoiled:
        sentence = (
            f"{spoiled} batches gave no finite loss at the snapshot's healthy weights, now they give {mean:.4g}: "
            f"the batches were bad, the learning rate stays"
        )
    elif observation.probe_mean is None or observation.level_count == 0:
        sentence = "the snapshot's weights could not be judged by a loss: the damage counts as ours, lower"
    elif observation.probe_above:
        sentence = (
            f"the snapshot's own weights give a loss of {mean:.4g} where {observation.level:.4g} was usual, "
            f"so soon after damage of our own making that they must have caught some of it: lower"
        )
    elif observation.excused and observation.thrown:
        sentence = (
            f"the snapshot's weights still give a loss of {found} where {observation.level:.4g} was usual, and "
            f"before the damage gradient and loss had leapt at once: a bad batch did it, the learning rate stays"
        )
    elif observation.excused:
        sentence = (
            f"the snapshot's weights still give a loss of {found} where {observation.level:.4g} was usual, and the "
            f"learning rate stood where it had long been: a bad batch did the damage, the learning rate stays"
        )
    else:
        sentence = (
            f"the snapshot's weights still give a loss of {found} where {observation.level:.4g} was usual: "
            f"the data are as before, the damage was ours, lower"
        )
    return Diagnosis(
        situation=Situation.PROBING,
        evidence={
            "probe_left": observation.probe_left,
            "probe_spoiled": spoiled,
            "probe_mean": mean,
            "probe_least": least,
            "level": observation.level,
            "level_count": observation.level_count,
            "margin": observation.margin,
            "settled": float(observation.settled),
            "thrown": float(observation.thrown),
        },
        sentence=sentence,
    )
