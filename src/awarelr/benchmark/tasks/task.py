"""The contract of a task."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import final

from awarelr.benchmark.tasks.measure import Measure
from awarelr.benchmark.tasks.workload import Workload

__all__ = ["Task"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A piece of training work that owns its budget, seeds, default LR and measure; `Workload` is one run of it.

    Args:
        name: key in the registry.
        lr: default LR, that of multiplier 1.
        steps: budget in optimizer steps.
        batch: examples a step; the whole training set where it is not drawn.
        measure: what a run is judged by.
        build: returns a fresh workload for a seed; same seed, same workload.
    """

    name: str
    lr: float
    steps: int
    batch: int
    measure: Measure
    build: Callable[[int], Workload]
