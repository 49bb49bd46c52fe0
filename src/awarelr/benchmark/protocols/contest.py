"""What a protocol asks: one figure that is to be scored, and the runs that it takes."""

from dataclasses import dataclass, replace
from enum import Enum, unique
from typing import final

from awarelr.benchmark.cells import Cell
from awarelr.benchmark.scale import Scale

__all__ = ["REFERENCES", "Contest", "Field", "Reading", "reference_grid"]

REFERENCES = ("constant", "cosine")
"""The baselines whose best run, tuned, is what every quality is measured against; with last and averaged weights."""


@final
@unique
class Reading(Enum):
    """What is read from a contest's runs; the value names it for a reader."""

    QUALITY = "the task's measure, as a multiple of the best tuned run's"
    STEPS_TO_TARGET = "steps to the tuned cosine's final measure, as a multiple of its budget"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Who takes part in a benchmark, on what.

    Args:
        tasks: names of the tasks.
        baselines: names of the contestants.
        sample: names of those tasks that stand for all in the protocols that cost most.
        longer: names of those tasks that are run at several times their length, which costs more still.
        online: names of those tasks whose data change while they are learnt.
        lr_free: names of those baselines that take no LR; whatever LR is asked for, theirs is the same run.
        scale: how big the benchmark is.
        seeds: the seeds of every run.
    """

    tasks: tuple[str, ...]
    baselines: tuple[str, ...]
    sample: tuple[str, ...]
    longer: tuple[str, ...]
    online: frozenset[str]
    lr_free: frozenset[str]
    scale: Scale
    seeds: tuple[int, ...]

    def cell(self, task: str, baseline: str, multiplier: float = 1.0) -> Cell:
        """Return the plain run of a baseline on a task, with the first seed."""
        return Cell(
            task=task,
            baseline=baseline,
            multiplier=1.0 if baseline in self.lr_free else multiplier,
            seed=self.seeds[0],
            scale=self.scale.name,
        )

    def tuned(self, task: str, baseline: str) -> tuple[Cell, ...]:
        """Return the plain runs of a baseline over the scale's grid, with the first seed; one where it takes no LR."""
        return tuple(dict.fromkeys(self.cell(task, baseline, multiplier) for multiplier in self.scale.grid))


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """One figure to be scored; `Cell` is one of the runs behind it.

    Args:
        protocol: name of the protocol that asks.
        task: name of the task.
        baseline: name of the contestant.
        condition: what is special about it, in the protocol's words, such as ``"x30"``.
        asked: the LRs that the contestant is to be given, as multiples of the task's default; who takes no LR is given
            none of them, and answers each with the same run.
        grid: the runs that are tried, all with the first seed; the best counts.
        seeds: the seeds of each of them.
        moment: share of the run at which the measure is taken.
        reference: length, as a multiple of the nominal budget, of the tuned runs that it is compared with.
        reading: what is read from the runs.
    """

    protocol: str
    task: str
    baseline: str
    condition: str
    asked: tuple[float, ...]
    grid: tuple[Cell, ...]
    seeds: tuple[int, ...]
    moment: float = 1.0
    reference: float = 1.0
    reading: Reading = Reading.QUALITY

    @property
    def figure(self) -> tuple[object, ...]:
        """What two contests have in common that ask for the same figure in different protocols.

        The LRs asked for are a part of it: who takes no LR counts once at each of them, as everybody does, and not once
        for all (docs/decisions/0052).
        """
        return self.asked, self.grid, self.moment, self.reference, self.reading

    def runs(self, cell: Cell) -> tuple[Cell, ...]:
        """Return one of the grid's cells with every seed."""
        return tuple(replace(cell, seed=seed) for seed in self.seeds)


def reference_grid(task: str, field: Field, length: float) -> tuple[Cell, ...]:
    """Return the runs, first seed, among which the best tuned one of a task is sought: constant and cosine.

    Args:
        task: name of the task.
        field: its scale and seeds count.
        length: multiple of the nominal budget, known to the baselines.
    """
    return tuple(
        replace(field.cell(task, baseline, multiplier), length=length, told=length)
        for baseline in REFERENCES
        for multiplier in field.scale.grid
    )
