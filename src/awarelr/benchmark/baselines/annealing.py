"""Warm-up and half a cosine: the schedule that several baselines are told to be run with."""

import math
from collections.abc import Callable

__all__ = ["WARMUP", "cosine_factor", "cosine_over", "warmup_steps"]

WARMUP = 0.05
"""Share of the budget that the LR takes to reach its peak, wherever a warm-up is advised without a number (*ours*)."""


def warmup_steps(total_steps: int, share: float = WARMUP) -> int:
    """Return the steps of a warm-up, at least one.

    Example:
        >>> warmup_steps(600), warmup_steps(4)
        (30, 1)
    """
    return max(1, round(share * total_steps))


def cosine_factor(step: int, *, total_steps: int, warmup: int) -> float:
    """Return the share of the LR given at ``step`` (from 1): half a cosine to zero, times a linear warm-up.

    The cosine runs over the whole budget, warm-up included, so that the peak lies a little below 1. *Rejected*: a
    cosine that begins where the warm-up ends; the recorded tuned figures were made with this one. Beyond the budget it
    stays at zero, where the formula itself would rise again.

    Example:
        >>> [round(cosine_factor(step, total_steps=6, warmup=2), 3) for step in range(1, 9)]
        [0.5, 0.933, 0.75, 0.5, 0.25, 0.067, 0.0, 0.0]
    """
    return min(1.0, step / warmup) * 0.5 * (1.0 + math.cos(math.pi * min(1.0, (step - 1) / total_steps)))


def cosine_over(total_steps: int, share: float = WARMUP) -> Callable[[int], float]:
    """Return the whole schedule: the factor at a step (from 1).

    Args:
        total_steps: the budget in optimizer steps.
        share: share of the budget that the LR takes to reach its peak.
    """
    warmup = warmup_steps(total_steps, share)
    return lambda step: cosine_factor(step, total_steps=total_steps, warmup=warmup)
