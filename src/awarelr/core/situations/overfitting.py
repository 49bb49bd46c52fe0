"""The training loss falls while the validation loss rises."""

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import Observation

__all__ = ["examine"]

_SURE = 2.0
_MATERIAL = 0.1
_LEAST_SINCE = 2


def examine(observation: Observation) -> Diagnosis | None:
    """Name a validation loss that has left its least value by more than noise, while the training loss has not risen.

    More than noise: two standard errors, and a tenth of the way it had come down. It moves no LR: a lower one mends
    nothing. `diverged` is the sibling at which the training loss rises too.

    Source: *ours*, ``docs/decisions/0051``; Prechelt, "Early stopping - but when?", 1998, for the generalisation loss.
    """
    rise, error, fall = observation.validation_rise, observation.validation_error, observation.validation_fall
    if observation.validation_since < _LEAST_SINCE or not (
        rise > _SURE * error and rise > _MATERIAL * fall and observation.loss_rise <= 0.0
    ):
        return None
    return Diagnosis(
        situation=Situation.OVERFITTING,
        evidence={
            "validation_rise": rise,
            "validation_error": error,
            "validation_fall": fall,
            "validation_since": observation.validation_since,
            "loss_rise": observation.loss_rise,
        },
        sentence=f"the validation loss has risen by {rise:.4g} from its least value, {observation.validation_since} "
        f"validations ago, while the training loss fell by {-observation.loss_rise:.4g}",
    )
