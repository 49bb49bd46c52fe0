"""The unit of work of the benchmark: one training under stated conditions."""

from dataclasses import dataclass
from typing import final

__all__ = ["Cell"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One run, named by everything that its result depends on besides the code; `Contest` is what cells are run for.

    Two protocols that ask for the same training share one cell: the protocol is no part of it.

    Args:
        task: name of the task.
        baseline: name of the baseline.
        multiplier: multiple of the task's default LR that the baseline is given.
        seed: the run's seed: data, start, batches and damage follow from it.
        scale: name of the scale: it sets how long the nominal budget is.
        length: steps that are run, as a multiple of the nominal budget.
        told: steps that the baseline is told it has, as a multiple of the nominal budget.
        damage: name of what goes wrong at seeded steps; empty if nothing does.

    Example:
        >>> Cell(task="digits", baseline="cosine", multiplier=0.01, seed=2, scale="small", length=2.0).label
        'digits/cosine/x0.01/seed2/small/length2/told1'
    """

    task: str
    baseline: str
    multiplier: float
    seed: int
    scale: str
    length: float = 1.0
    told: float = 1.0
    damage: str = ""

    @property
    def label(self) -> str:
        """Readable name, unique among cells, of the form ``task/baseline/x1/seed0/small``; `--filter` matches it."""
        parts = [self.task, self.baseline, f"x{self.multiplier:g}", f"seed{self.seed}", self.scale]
        if (self.length, self.told) != (1.0, 1.0):
            parts += [f"length{self.length:g}", f"told{self.told:g}"]
        return "/".join([*parts, self.damage] if self.damage else parts)
