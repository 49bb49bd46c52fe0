"""Every situation the control law tells apart, in order of precedence: the first that speaks is named.

| situation | rule | response | evidence |
|---|---|---|---|
| non-finite | loss or gradient NaN, infinite, over 1e150 | restore; repeated: and probe | loss, grad_norm, since_last |
| drifted | probe above level + margin, or rise > 10 reach | free the LR, forget levels | probe_mean or rise, reach |
| probing | a probe is under way | wait; after the last reading: cut (the damage was ours) | probe_left, probe_mean |
| diverged | rise > margin with 3 losses since the snapshot | restore and probe | rise, level, margin, reach |
| overridden | somebody else wrote the LR | take it over; the third time leave it to them | lr_found, overrides |
| finished | more readings than total_steps | rest | beyond_budget |
| holding | fewer than 10 readings since a verdict | rest | hold |
| dead | 20 readings without movement | raise if rounding is to blame, else rest | still, grad_norm |
| overheated | z_heat > 1 and log LR up by > 0.05 | lower | z_heat, lr_change |
| stalled | z_trend > -1, z_short < -1, z_medium < -2 | lower | z_trend, z_short, z_medium, z_long |
| oscillating | z_long > 0 and z_short < -1 | rest | z_long, z_short |
| worthless | z_long > 0, gain < 0.1 % of a significant descent | rest | gain, descent, descent_error |
| turning | z_long < 0 and (z_medium > 0 or z_short > 1) | rest | z_long, z_medium, z_short |
| warming up | fewer than 3 readings of the long horizon | rest | evidence_count |
| raising | z_long > 0 | raise | z_long |
| lowering | z_long <= 0 | lower | z_long |
"""

from collections.abc import Callable

from awarelr.core.diagnosis import Diagnosis
from awarelr.core.observation import Observation
from awarelr.core.situations import (
    dead,
    diverged,
    drifted,
    finished,
    holding,
    lowering,
    non_finite,
    oscillating,
    overheated,
    overridden,
    probing,
    raising,
    stalled,
    turning,
    warming_up,
    worthless,
)

__all__ = ["SITUATIONS", "diagnose"]

SITUATIONS: tuple[Callable[[Observation], Diagnosis | None], ...] = (
    non_finite.examine,
    drifted.examine,
    probing.examine,
    diverged.examine,
    overridden.examine,
    finished.examine,
    holding.examine,
    dead.examine,
    overheated.examine,
    stalled.examine,
    oscillating.examine,
    worthless.examine,
    turning.examine,
    warming_up.examine,
    raising.examine,
)


def diagnose(observation: Observation) -> Diagnosis:
    """Name the first situation that speaks; lowering always does."""
    for examine in SITUATIONS:
        diagnosis = examine(observation)
        if diagnosis is not None:
            return diagnosis
    return lowering.examine(observation)
