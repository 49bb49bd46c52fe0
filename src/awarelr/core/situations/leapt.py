"""Gradient and loss jumped within one reading, further than our steps throw them."""

import math

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import Observation

__all__ = ["DOUBT", "examine", "in_doubt"]

DOUBT = 10
"""Readings after a leap at which a loss that is far off still counts as its doing (*ours*)."""


def in_doubt(since: int | None, loss: float | None, level: float, margin: float) -> bool:
    """True if a loss is off its level by more than the margin so soon after a leap; ``since`` it, in readings."""
    return since is not None and since < DOUBT and loss is not None and abs(loss - level) > margin


def examine(observation: Observation) -> Diagnosis | None:
    """Name a leap, and the readings after it while the loss is still off; `spike` looks back at one that is over.

    Nothing is learnt from such a reading, and nothing moves: if the step broke the weights, `diverged` speaks next.

    Source: *ours*; ``docs/decisions/0062``.
    """
    since, loss = observation.leapt, observation.loss
    if since is None or loss is None or not in_doubt(since, loss, observation.level, observation.margin):
        return None
    grad_norm = math.nan if observation.grad_norm is None else observation.grad_norm
    if since == 0:
        sentence = (
            f"the gradient is {grad_norm / observation.crest:.3g} times the largest of late and the loss "
            f"{loss:.4g} where {observation.level:.4g} was usual: a bad batch, or other data; nothing is learnt from it"
        )
    else:
        sentence = (
            f"the loss is {loss:.4g} where {observation.level:.4g} was usual, {since} readings after it leapt: "
            f"nothing is learnt from it"
        )
    return Diagnosis(
        situation=Situation.LEAPT,
        evidence={
            "grad_norm": grad_norm,
            "crest": observation.crest,
            "loss": loss,
            "level": observation.level,
            "margin": observation.margin,
            "leapt": since,
        },
        sentence=sentence,
    )
