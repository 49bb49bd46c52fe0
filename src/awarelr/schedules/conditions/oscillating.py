"""The loss swings to and fro."""

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.schedules.conditions.sight import Sight

__all__ = ["examine"]

_ALTERNATIONS = 3


def examine(sight: Sight) -> Diagnosis | None:
    """Name a regular swing with its period and bounds; among the first losses, one that changes direction every time.

    Source: darkflow#118 shows a loss between two bounds for ever; sequence_tagging#47 the first losses of a run that
        ends as NaN.
    """
    swing = sight.swing
    if swing is not None:
        return Diagnosis(
            situation=Situation.OSCILLATING,
            evidence={"period": swing.period, "low": swing.low, "high": swing.high, "again": swing.again},
            sentence=f"the loss swings between {swing.low:.4g} and {swing.high:.4g} with a period of {swing.period} "
            f"readings: "
            f"a learning rate 2 to 5 times lower ends that",
            pressure=-1.0,
        )
    if sight.alternations < _ALTERNATIONS:
        return None
    return Diagnosis(
        situation=Situation.OSCILLATING,
        evidence={"alternations": sight.alternations, "loss": sight.loss},
        sentence=f"the first {sight.count} losses turn round every time: unless that is noise, the LR is too high",
    )
