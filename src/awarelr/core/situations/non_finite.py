"""The loss or the gradient is not a finite number."""

import math

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import Observation

__all__ = ["MOST_CUTS", "examine"]

MOST_CUTS = 4
"""Cuts in a row for faults that go on all the same; at the next the data are to blame (*ours*)."""


def examine(observation: Observation) -> Diagnosis | None:
    """Name NaN, infinity and overflow; a second one shortly after the first asks who is to blame.

    Source: *ours*; others' guards let one NaN blind them for good.
    """
    if observation.finite:
        return None
    loss, norm, since = observation.loss, observation.grad_norm, observation.since_non_finite
    repeated = since is not None and since < observation.repeat_window
    sentence = f"loss {_word(loss)}, gradient norm {_word(norm)}"
    if observation.harmless:
        sentence += ": the step was left out, and the weights are as they were"
    elif observation.data_blamed or (repeated and observation.cuts_in_vain >= MOST_CUTS):
        sentence += ": lower learning rates did not end it, so the data are to blame; look for NaN in inputs and labels"
    elif repeated:
        sentence += (
            f": the second fault within {since} readings" if since != 1 else ": a second fault right after another"
        )
    elif observation.withheld:
        sentence += f": {observation.withheld} in a row, so that the weights may be to blame"
    else:
        sentence += ": one bad reading, no baseline moves"
    return Diagnosis(
        situation=Situation.NON_FINITE,
        evidence={
            "loss": math.nan if loss is None else loss,
            "grad_norm": math.nan if norm is None else norm,
            "since_last": math.inf if since is None else since,
            "repeat_window": observation.repeat_window,
            "cuts_in_vain": observation.cuts_in_vain,
            "data_blamed": int(observation.data_blamed),
            "withheld": observation.withheld,
        },
        sentence=sentence,
    )


def _word(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.4g}"
