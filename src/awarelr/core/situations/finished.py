"""The budget is spent."""

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import Observation

__all__ = ["examine"]


def examine(observation: Observation) -> Diagnosis | None:
    """Name a training that goes on beyond its known budget: the LR stays where the final decay ended.

    Source: *ours*; users train longer than planned (transformers#4383).
    """
    beyond = observation.beyond_budget
    if beyond <= 0:
        return None
    return Diagnosis(
        situation=Situation.FINISHED,
        evidence={"beyond_budget": beyond},
        sentence=f"the budget was spent {beyond} readings ago: the learning rate stays at its end; "
        f"to train on, load the state with a larger total_steps",
    )
