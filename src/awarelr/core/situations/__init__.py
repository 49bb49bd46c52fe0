"""Every situation the control law tells apart, in order of precedence: the first that speaks is named.

| situation | rule | response | evidence |
|---|---|---|---|
| overstepped | clock <= 7, moved by more than 6 long strides | restore and cut | moved_*, long_stride, clock |
| non-finite | loss or gradient NaN, infinite, over 1e150 | restore; repeated: and probe | loss, grad_norm, since_last |
| drifted | probe > level + margin; rise > margin + 3 reach, or downhill | free the LR, forget | probe_*, rise, reach |
| probing | a probe is under way | wait; at its end cut, unless the LR was settled | probe_left, probe_mean, settled |
| diverged | rise > margin, 2 losses since the snapshot, 10 if usual | restore and probe | rise, level, margin, reach |
| overridden | somebody else wrote the LR | take it over; the third time leave it to them | lr_found, overrides |
| leapt | gradient >= 10 x the largest of late, no long steps, loss off; < 10 readings ago | rest | grad_norm, crest |
| finished | more readings than total_steps | rest | beyond_budget |
| holding | fewer than 10 readings since a verdict | rest | hold |
| dead | 20 readings without movement | raise if rounding is to blame, else rest | still, grad_norm |
| overheated | z_heat > 1, log LR up by > 0.05, and z_short or z_medium <= 0 | lower | z_heat, lr_change, z_* |
| alternating | stalled still, at a tenth of the LR, loss moved by < 2 errors | back to that LR | stall_*, lr, z_* |
| stalled | z_trend > -1, z_short < -1, z_medium < -2, z_long < 2 | lower | z_trend, z_short, z_medium, z_long |
| oscillating | z_long > 0, z_short < -1, z_medium <= 0; no small steps | rest | z_*, stride_share, gain, scatter |
| worthless | z_long > 0, gain < 0.1 % of a significant descent; no fall | rest | gain, descent, z_trend, scatter |
| turning | z_long < 0 and (z_medium > 0 or z_short > 1) | lower, as lowering | z_*, room |
| warming up | fewer than 3 readings of the long horizon | rest | evidence_count |
| raising | z_long > 0 | raise, hastily while steps are small, slowly if long | z_*, unseen, agreement, room |
| lowering | z_long <= 0 | lower, the faster the less room | z_long, room |

Where one of those from holding on speaks, these may add a remark; the LR moves as without them.

| remark | rule | evidence |
|---|---|---|
| spike | the loss before was far above the others, this one is not | spike, spike_z, spike_left, descent |
| overfitting | validation above its least by 2 errors and 10 % of its fall, training not up | validation_*, loss_rise |
| exploding | norm of the weights up by 40 % in each of two blocks, and not for the LR | weight_growth, lr_change |
| dead | nine tenths of the parameters get gradients of zero at three checks | zeroed, zeroed_count |
| frozen | some parameters get no gradient, for 100 readings from the 5th on | ungraded, ungraded_count |
| plateau | neither falls by 0.5 % of the descent nor scatters by 1 % of it | flatness, scatter, descent |
| noise floor | all z within 3, gain below a fifth of the scatter, no fall | z_long, z_medium, noise_z, gain, scatter |
"""

from collections.abc import Callable
from dataclasses import replace

from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import Observation
from awarelr.core.situations import (
    alternating,
    dead,
    diverged,
    drifted,
    exploding,
    finished,
    frozen,
    holding,
    leapt,
    lowering,
    noise_floor,
    non_finite,
    oscillating,
    overfitting,
    overheated,
    overridden,
    overstepped,
    plateau,
    probing,
    raising,
    silenced,
    spike,
    stalled,
    turning,
    warming_up,
    worthless,
)

__all__ = ["REMARKS", "SITUATIONS", "diagnose"]

SITUATIONS: tuple[Callable[[Observation], Diagnosis | None], ...] = (
    overstepped.examine,
    non_finite.examine,
    drifted.examine,
    probing.examine,
    diverged.examine,
    overridden.examine,
    leapt.examine,
    finished.examine,
    holding.examine,
    dead.examine,
    overheated.examine,
    alternating.examine,
    stalled.examine,
    oscillating.examine,
    worthless.examine,
    turning.examine,
    warming_up.examine,
    raising.examine,
)


REMARKS: tuple[Callable[[Observation], Diagnosis | None], ...] = (
    spike.examine,
    exploding.examine,
    silenced.examine,
    frozen.examine,
    overfitting.examine,
    plateau.examine,
    noise_floor.examine,
)
"""In order of precedence."""
_WEAK = frozenset(
    (Situation.RAISING, Situation.LOWERING, Situation.TURNING, Situation.OSCILLATING, Situation.WORTHLESS)
)
_LASTING = _WEAK | {Situation.STALLED, Situation.OVERHEATED, Situation.WARMING_UP, Situation.HOLDING}
_BESIDE: dict[Callable[[Observation], Diagnosis | None], frozenset[Situation]] = {
    exploding.examine: _LASTING,
    silenced.examine: _LASTING,
    frozen.examine: _LASTING,
    spike.examine: _WEAK | {Situation.STALLED, Situation.OVERHEATED},
    overfitting.examine: _WEAK | {Situation.STALLED, Situation.OVERHEATED},
    plateau.examine: _WEAK,
    noise_floor.examine: _WEAK,
}
"""The situations beside which each may speak."""


def diagnose(observation: Observation) -> Diagnosis:
    """Name the first situation that speaks: it moves the LR. What else is the case becomes its remark."""
    first = _first(observation)
    for examine in REMARKS:
        if first.situation not in _BESIDE[examine]:
            continue
        found = examine(observation)
        if found is not None:
            return replace(first, remark=found)
    return first


def _first(observation: Observation) -> Diagnosis:
    """Return the first that speaks; lowering always does."""
    for examine in SITUATIONS:
        diagnosis = examine(observation)
        if diagnosis is not None:
            return diagnosis
    return lowering.examine(observation)
