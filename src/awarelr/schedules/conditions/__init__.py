"""Every condition that a loss curve alone can show, in order of precedence: the first that speaks is named.

| condition | rule | answer | evidence |
|---|---|---|---|
| non-finite | NaN, infinite, beyond 1e150 (the core's own) | rest; within 20 readings again: cut | loss, since_last |
| dead | 5 times the very same loss, and it has been lower, or it never moved | rest | loss, since, still, best_t |
| oscillating | like itself a period later, opposed half a period later | halve, then rest | period, low, high, again |
| diverged | suspects that climb, or a certain slow rise by more than 4 noises | cut | loss, level, noise or z, rise |
| drifted | suspects that stay | free the LR, forget old levels | loss, level, noise, suspects |
| spike | a loss 6 noises above the level | rest | loss, level, noise, suspects |
| descending | a certain fall | raise | z, fall, readings, descent |
| warming up | fewer than 10 losses, 20 without a direction | rest | count |
| noise floor | flat, noise above 2 % of the descent, not known as a plateau | lower | level, noise, descent, flat |
| plateau | flat otherwise | raise a little | level, noise, descent, flat |
"""

from collections.abc import Callable

from awarelr.core.diagnosis import Diagnosis
from awarelr.schedules.conditions import (
    dead,
    descending,
    diverged,
    drifted,
    flat,
    oscillating,
    spike,
    warming_up,
)
from awarelr.schedules.conditions.sight import Sight

__all__ = ["CONDITIONS", "Sight", "diagnose"]

CONDITIONS: tuple[Callable[[Sight], Diagnosis | None], ...] = (
    dead.examine,
    oscillating.examine,
    diverged.examine,
    drifted.examine,
    spike.examine,
    descending.examine,
    warming_up.examine,
)


def diagnose(sight: Sight) -> Diagnosis:
    """Name the first condition that speaks; a flat loss always does."""
    for examine in CONDITIONS:
        diagnosis = examine(sight)
        if diagnosis is not None:
            return diagnosis
    return flat.examine(sight)
