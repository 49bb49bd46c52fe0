"""The contract of a task."""

from collections.abc import Callable
from dataclasses import dataclass, replace
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
        paced: returns what builds the task when its changes come a share of the usual steps apart; None where nothing
            in the task changes in the course of a run.
    """

    name: str
    lr: float
    steps: int
    batch: int
    measure: Measure
    build: Callable[[int], Workload]
    paced: Callable[[float], Callable[[int], Workload]] | None = None

    def within(self, budget: int) -> "Task":
        """Return the task at another budget; whatever changes in the course of it does so as often as at its own.

        At its own budget it is the very same task. *Rejected*: changes at the same steps whatever the budget, which
        would leave a short run without any.

        Args:
            budget: nominal budget in optimizer steps, whatever a single run makes of it.
        """
        if budget == self.steps:
            return self
        build = self.build if self.paced is None else self.paced(budget / self.steps)
        return replace(self, steps=budget, build=build)
