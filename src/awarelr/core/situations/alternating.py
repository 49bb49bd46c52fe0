"""Kinds of batches take turns: steps seem to overshoot, and no lower learning rate mends it."""

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import Observation

__all__ = ["examine"]

_TRIED = 0.1
"""Share of the LR at which lowering has been tried (*ours*)."""
_LONG = 3.0
"""Spans of the loss's slow mean until it, and its noise, have forgotten what was before (*ours*)."""
_SURE = 2.0
"""Standard errors by which the loss must have moved for it to be no standstill: come down, as lower rates have it, or
risen, as the data have it (*ours*)."""


def examine(observation: Observation) -> Diagnosis | None:
    """Name a standstill that a tenth of the LR has not ended: what overshoots there is not the steps.

    Steps that are too long overshoot less as they get shorter, and the loss comes down with them. Where kinds of
    batches take turns, the path of one kind leads uphill for the next, however short the steps are. `stalled` is the
    sibling that is still being tried.

    Source: *ours*; ``docs/decisions/0067``.
    """
    before, lr = observation.stall_lr, observation.lr
    if not (observation.standing and lr < _TRIED * before and observation.stall_age >= _LONG):
        return None
    fall, error = observation.stall_fall, observation.stall_error
    if abs(fall) > _SURE * error:
        return None
    return Diagnosis(
        situation=Situation.ALTERNATING,
        evidence={
            "stall_lr": before,
            "lr": lr,
            "stall_age": observation.stall_age,
            "stall_fall": fall,
            "stall_error": error,
            "z_trend": observation.z_trend,
            "z_short": observation.z_short,
            "z_medium": observation.z_medium,
            "z_long": observation.z_long,
            "slow_count": observation.slow_count,
        },
        sentence=(
            f"{before / lr:.3g} times shorter steps still overshoot (medium z {observation.z_medium:+.1f}) and have "
            f"changed the loss by {-fall:+.2g} only, within its noise of {error:.2g}: kinds of batches take turns, "
            f"and the learning rate goes back up"
        ),
    )
