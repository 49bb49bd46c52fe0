"""Ratios of many contests with what they would have been with other draws of the seeds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import final

import numpy as np
from numpy.typing import NDArray

from awarelr.benchmark.score.bootstrap import interval
from awarelr.benchmark.score.contests import Scored
from awarelr.benchmark.score.goal import Figure
from awarelr.benchmark.score.goals.statistics import Statistic
from awarelr.benchmark.score.ratio import WORST

__all__ = ["LEAST", "Sample", "sample_of"]

LEAST = 1e-12
"""The least that a ratio counts as where something is divided by it."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Ratios, one row a contest: the first column as it came out, one more for each resample of the seeds.

    Args:
        tasks: the contests' tasks.
        conditions: what is special about each, in the protocol's words.
        table: the ratios.
        disasters: whether each is a disaster.
        seeds: fewest seeds behind one of them; 0 if there is none.
    """

    tasks: tuple[str, ...]
    conditions: tuple[str, ...]
    table: NDArray[np.float64]
    disasters: NDArray[np.bool_]
    seeds: int

    def figure(self, statistic: Statistic, asked: int) -> Figure | None:
        """Return a number over the contests, or None if there is none.

        Args:
            statistic: makes the number.
            asked: how many contests there would be.
        """
        if not len(self.table):
            return None
        found = statistic(self.table)
        low, high = interval(found[1:]) if self.seeds > 1 else (np.nan, np.nan)
        return Figure(value=float(found[0]), low=low, high=high, count=len(self.table), asked=asked, seeds=self.seeds)

    def flagged(self) -> "Sample":
        """Return the sample with every disaster at the worst ratio, also one that is a disaster for another reason."""
        return replace(self, table=np.where(self.disasters[:, None], WORST, self.table))

    def regardless(self) -> "Sample":
        """Return the sample without the conditions' names, so that `over` compares one condition with another."""
        return replace(self, conditions=("",) * len(self.conditions))

    def by_task(self, conditions: int, reduce: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> "Sample":
        """Return one row a task, made of the rows of its conditions; a task that lacks a condition is left out.

        Args:
            conditions: how many conditions a task has when it is whole.
            reduce: makes one row of many.
        """
        rows = {task: [row for row, each in enumerate(self.tasks) if each == task] for task in self.tasks}
        whole = {task: found for task, found in rows.items() if len(found) == conditions}
        table = [reduce(self.table[found]) for found in whole.values()]
        return Sample(
            tasks=tuple(whole),
            conditions=("",) * len(whole),
            table=np.array(table).reshape(len(whole), self.table.shape[1]),
            disasters=np.array([bool(self.disasters[found].any()) for found in whole.values()], dtype=bool),
            seeds=self.seeds,
        )

    def over(self, other: "Sample") -> "Sample":
        """Return the ratios to another sample's, contest by contest; what the other lacks is left out."""
        places = {key: row for row, key in enumerate(zip(other.tasks, other.conditions, strict=True))}
        mine = list(zip(self.tasks, self.conditions, strict=True))
        kept = [row for row, key in enumerate(mine) if key in places]
        divisor = np.maximum(other.table[[places[mine[row]] for row in kept]], LEAST)
        return Sample(
            tasks=tuple(self.tasks[row] for row in kept),
            conditions=tuple(self.conditions[row] for row in kept),
            table=np.minimum(self.table[kept] / divisor, WORST),
            disasters=self.disasters[kept],
            seeds=min(self.seeds, other.seeds),
        )


def sample_of(scored: Sequence[Scored]) -> Sample:
    """Return the ratios of contests that were scored."""
    rows = [[each.score.ratio, *each.resampled] for each in scored]
    return Sample(
        tasks=tuple(each.score.task for each in scored),
        conditions=tuple(each.score.condition for each in scored),
        table=np.array(rows, dtype=np.float64).reshape(len(rows), -1 if rows else 1),
        disasters=np.array([each.score.disaster for each in scored], dtype=bool),
        seeds=min((len(each.score.seeds) for each in scored), default=0),
    )
