"""The best tuned run of a task at a length: what every quality there is measured against."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import final

import numpy as np
from numpy.typing import NDArray

from awarelr.benchmark.cells import Cell
from awarelr.benchmark.protocols import REFERENCES
from awarelr.benchmark.score.sheet import Reference
from awarelr.benchmark.score.shelf import Shelf
from awarelr.benchmark.score.weights import Weights

__all__ = ["Yardstick", "best_of", "yardstick"]

_HUGE = 1e30


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Yardstick:
    """A task's best tuned run, and all that it is chosen from.

    Args:
        reference: the run.
        target: the best tuned cosine's final measure; infinite if none of its runs has a finite one.
        steps: steps of the run: the budget.
        table: measure of every run tried, one row an alternative, one column a seed; huge where it is not finite.
        baselines: whose run each row is.
    """

    reference: Reference
    target: float
    steps: int
    table: NDArray[np.float64]
    baselines: tuple[str, ...]

    def of(self, baseline: str) -> "Yardstick":
        """Return the yardstick with the runs of one baseline alone; `reference` still names the best of all.

        Args:
            baseline: one of `REFERENCES`.
        """
        return replace(self, table=self.table[[each == baseline for each in self.baselines]])


def best_of(means: NDArray[np.float64]) -> int:
    """Return the index of the least, the first of equals; what is not a number counts as infinite."""
    return int(np.argmin(np.where(np.isnan(means), np.inf, means)))


def yardstick(grid: Sequence[Cell], shelf: Shelf, seeds: Sequence[int]) -> Yardstick | None:
    """Find the best tuned run: over baselines, LRs, last and averaged weights, by the mean over the same seeds.

    Args:
        grid: the runs tried, all of one task and length.
        shelf: the records; a seed counts only if every run of the grid has it.
        seeds: the seeds asked for.

    Returns:
        The yardstick, or None if no seed is complete or no run has a finite measure above zero.
    """
    complete = tuple(seed for seed in seeds if shelf.has(replace(cell, seed=seed) for cell in grid))
    if not complete:
        return None
    choices = [(cell, weights) for weights in Weights for cell in grid]
    runs = [[replace(cell, seed=seed) for seed in complete] for cell in grid]
    raw = np.concatenate([shelf.values(runs, weights) for weights in Weights])
    table = np.where(np.isfinite(raw), raw, _HUGE)
    means = table.mean(axis=1)
    best = best_of(means)
    cell, weights = choices[best]
    if not 0.0 < means[best] < _HUGE / len(complete):
        return None
    cosine = [mean for mean, (each, _) in zip(means, choices, strict=True) if each.baseline == REFERENCES[-1]]
    return Yardstick(
        reference=Reference(
            task=cell.task,
            length=cell.length,
            value=float(means[best]),
            baseline=cell.baseline,
            weights=weights,
            multiplier=cell.multiplier,
            seeds=complete,
        ),
        target=float(min(cosine)) if cosine else np.inf,
        steps=shelf[replace(cell, seed=complete[0])].steps,
        table=table,
        baselines=tuple(each.baseline for each, _ in choices),
    )
