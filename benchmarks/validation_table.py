"""What telling AwareLR of a validation loss comes to: cells beside the rivals, and their tables in Markdown."""

import math
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from law_score import Best

from awarelr.benchmark.score.ratio import ratios
from awarelr.benchmark.score.summary import summarise


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a training came to, in the task's measure.

    Args:
        last: at the end, with the last weights.
        averaged: at the end, with the averaged ones.
        best_last: the least of 25 with the last weights.
        best: the least of 25 with the averaged ones, or what the scheduler kept of them; not finite if none was.
        best_at: step of the latter.
        kept_least: False if the scheduler kept another than the least.
        named: steps after which *overfitting* was the name.
        steps: steps of the run.
        trace: every evaluation and every LR, which two identical trainings share to the last bit.
        story: the scheduler's own account; empty for a rival.
    """

    last: float
    averaged: float
    best_last: float
    best: float
    best_at: int
    kept_least: bool = True
    named: tuple[int, ...] = ()
    steps: int
    trace: tuple[float, ...] = ()
    story: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """AwareLR from one start on one task, seed by seed, beside the tuned rivals.

    Args:
        task: the task's name.
        start: LR given over the task's default.
        told: runs with the validation loss handed over.
        untold: the same without.
        final: the rivals' best at the end.
        checkpoint: the rivals' best of 25; None where they were not run.
    """

    task: str
    start: float
    told: tuple[Run, ...]
    untold: tuple[Run, ...]
    final: Best
    checkpoint: Best | None

    @property
    def same(self) -> bool:
        """Whether handing the loss over left every training as it was, to the last bit."""
        return all(
            np.array_equal(a.trace, b.trace, equal_nan=True) for a, b in zip(self.told, self.untold, strict=True)
        )

    def ratio(self, figure: Callable[[Run], float], *, of: Sequence[Run] = (), to: float = 0.0) -> float:
        """Return the mean figure of the told runs, or of those given, over the rivals' final best, or what is given."""
        mean = math.fsum(figure(run) for run in of or self.told) / len(self.told)
        return float(ratios(np.array(mean), to or self.final.value))


COLUMNS: Mapping[str, Callable[[Cell], float]] = {
    "last": lambda cell: cell.ratio(lambda run: run.last),
    "averaged": lambda cell: cell.ratio(lambda run: run.averaged),
    "averaged, not told": lambda cell: cell.ratio(lambda run: run.averaged, of=cell.untold),
    "best of 25": lambda cell: cell.ratio(lambda run: run.best),
    "best of 25 / rivals' best of 25": lambda cell: (
        math.nan if cell.checkpoint is None else cell.ratio(lambda run: run.best, to=cell.checkpoint.value)
    ),
}
"""Heading to ratio: to the rivals' best at the end, but for the last one, which compares like with like."""


def table(found: Sequence[Cell]) -> Iterator[str]:
    """Yield the lines of the Markdown: the rivals, then a row a task and start, then the sums."""
    yield "| task | rivals' best at the end | rivals' best of 25 |"
    yield "|---|---|---|"
    for task in dict.fromkeys(each.task for each in found):
        cell = next(each for each in found if each.task == task)
        yield f"| {task} | {_words(cell.final)} | {_words(cell.checkpoint)} |"
    yield ""
    yield f"| task | LR0 | {' | '.join(COLUMNS)} | told / not told | best at | overfitting named |"
    yield f"|{'---|' * (len(COLUMNS) + 5)}"
    for cell in found:
        figures = " | ".join(_figure(column(cell)) for column in COLUMNS.values())
        at = " ".join(f"{run.best_at / run.steps:.0%}" for run in cell.told)
        yield f"| {cell.task} | x{cell.start:g} | {figures} | {_effect(cell)} | {at} | {_named(cell.told)} |"
    yield ""
    yield "| ratio | geo-mean | median | worst | within 5 % | above 1 |"
    yield "|---|---|---|---|---|---|"
    for heading, column in COLUMNS.items():
        values = np.array([column(cell) for cell in found])
        if np.isfinite(values).all():
            sums = summarise(values)
            yield (
                f"| {heading} | {sums.geo_mean:.3f} | {sums.median:.3f} | {sums.worst:.2f} | {sums.within:.0%} "
                f"| {np.mean(values > 1.0):.0%} |"
            )
    runs = [run for cell in found for run in cell.told]
    same = sum(cell.same for cell in found)
    yield ""
    yield f"Rows whose trainings are the same to the last bit, told or not: {same} of {len(found)}."
    yield f"Runs in which overfitting was named: {sum(bool(run.named) for run in runs)} of {len(runs)}."
    yield f"Runs in which best() gave back the least of all: {sum(run.kept_least for run in runs)} of {len(runs)}."


def _words(winner: Best | None) -> str:
    if winner is None:
        return "-"
    return f"{winner.value:.4g} ({winner.baseline} x{float(winner.multiplier):g}, {winner.weights})"


def _figure(value: float) -> str:
    return f"{value:.3f}" if math.isfinite(value) else "-"


def _effect(cell: Cell) -> str:
    """Return the mean of told over not told at the end, averaged weights, ± its standard error, seed by seed."""
    if cell.same:
        return "same"
    paired = [float(ratios(np.array(a.averaged), b.averaged)) for a, b in zip(cell.told, cell.untold, strict=True)]
    return f"{statistics.fmean(paired):.3f} ± {statistics.stdev(paired) / math.sqrt(len(paired)):.3f}"


def _named(runs: Sequence[Run]) -> str:
    """Return in how many runs overfitting was named, from which share of each on, and in how many at the end still."""
    named = [run for run in runs if run.named]
    if not named:
        return "0"
    since = " ".join(f"{run.named[0] / run.steps:.0%}" for run in named)
    return f"{len(named)}, from {since}; {sum(run.named[-1] == run.steps for run in named)} to the end"
