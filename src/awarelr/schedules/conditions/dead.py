"""The very same loss again and again."""

import math

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.schedules.conditions.sight import Sight

__all__ = ["examine"]

_REPEATS = 5
_CLASSES = range(2, 1001)
_SATURATED = -math.log(1.1754943508222875e-38)
"""The loss of a probability that was clipped at the least normal float32."""


def examine(sight: Sight) -> Diagnosis | None:
    """Name a loss that repeats exactly where it has been lower before, or that has never moved.

    A loss that repeats at its best value is a plateau.

    Source: tensorflow#12287 (ln 2 for ever) and caffe-wrn-generator#1 (87.3363 for ever) show such logs.
    """
    never = sight.still >= sight.count
    if sight.still < _REPEATS or not (never or sight.loss > sight.best):
        return None
    since = sight.t - sight.still + 1
    way_out = "start again with a lower one" if never else f"go back before reading {sight.best_t + 1} and start lower"
    return Diagnosis(
        situation=Situation.DEAD,
        evidence={"loss": sight.loss, "since": since, "still": sight.still, "best_t": sight.best_t},
        sentence=f"exactly {sight.loss:.6g}{_meaning(sight.loss)} since reading {since}: "
        f"lowering the learning rate now cannot help; {way_out}",
    )


def _meaning(loss: float) -> str:
    if abs(loss - _SATURATED) < 1e-3:  # noqa: PLR2004 - as logs are rounded
        return " (the logarithm of the least float32: saturated)"
    classes = round(math.exp(loss)) if 0.0 < loss < 7.0 else 0  # noqa: PLR2004 - e^7 is about 1,000
    if classes in _CLASSES and abs(loss - math.log(classes)) < 6e-5:  # noqa: PLR2004 - four decimals
        return f" (ln {classes}: the chance level of {classes} classes)"
    return ""
