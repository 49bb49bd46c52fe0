"""How good the law is: every cell beside the tuned best and beside the prototype, and the whole in a few numbers."""

import math
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from awarelr.benchmark.score.ratio import WORST, ratios
from awarelr.benchmark.score.summary import summarise

Tuned = Mapping[str, Mapping[str, Mapping[str, Sequence[float | str]]]]
"""Of one task: baseline, then weights (last or averaged), then multiplier: the three seeds' figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Best:
    """The best mean over the seeds, and where it was found."""

    value: float
    baseline: str
    weights: str
    multiplier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A cell of the law at one multiplier of one task; figures in the task's measure, lower is better.

    Args:
        task: the task's name.
        multiplier: LR given over the task's default.
        mean: mean over the seeds; not finite if one diverged.
        median: median over the seeds, a diverged one last.
        error: standard error of the mean, from the seeds.
        ratio: mean over the tuned best; 100 if a seed diverged.
        prototype: the prototype's mean, None if it never saw the task.
        prototype_ratio: the same over the tuned best of its own measurement; None likewise.
    """

    task: str
    multiplier: float
    mean: float
    median: float
    error: float
    ratio: float
    prototype: float | None
    prototype_ratio: float | None

    @property
    def verdict(self) -> str:
        """Say how the cell stands beside the prototype; within two standard errors is level."""
        if not math.isfinite(self.mean):
            return "diverged"
        if self.prototype is None:
            return "-"
        difference = self.mean - self.prototype
        if abs(difference) <= max(2.0 * self.error, 0.03 * self.prototype):
            return "level"
        return "worse" if difference > 0 else "better"


def best(tuned: Tuned) -> Best:
    """Return the best of all baselines, weights and multipliers by the mean of the seeds; a diverged one never is."""
    found = [
        Best(value=_mean(values), baseline=baseline, weights=weights, multiplier=multiplier)
        for baseline, by_weights in tuned.items()
        for weights, by_multiplier in by_weights.items()
        for multiplier, values in by_multiplier.items()
    ]
    return min((each for each in found if math.isfinite(each.value)), key=lambda each: each.value)


def row(
    task: str, multiplier: float, values: Sequence[float], tuned_best: float, recorded: Mapping[str, Any] | None
) -> Row:
    """Return the row of a cell.

    Args:
        task: the task's name.
        multiplier: LR given over the task's default.
        values: the seeds' figures.
        tuned_best: the tuned best in the same measure.
        recorded: the task's entry in prototype.json, None if it has none; it may not have seen the multiplier.
    """
    prototype = prototype_ratio = None
    if recorded is not None and str(float(multiplier)) in recorded["prototype"]:
        prototype = recorded["prototype"][str(float(multiplier))]
        theirs = min(entry["value"] for by_weights in recorded["tuned"].values() for entry in by_weights.values())
        prototype_ratio = prototype / theirs
    return Row(
        task=task,
        multiplier=multiplier,
        mean=_mean(values),
        median=statistics.median(value if math.isfinite(value) else math.inf for value in values),
        error=statistics.stdev(values) / math.sqrt(len(values)) if all(map(math.isfinite, values)) else math.nan,
        ratio=float(ratios(np.array(_mean(values)), tuned_best)),
        prototype=prototype,
        prototype_ratio=prototype_ratio,
    )


def table(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the lines of a Markdown table: one a cell, then the sums of both; like is set beside like."""
    yield "| task | LR0 | mean | median | / tuned best | prototype | / its tuned best | beside the prototype |"
    yield "|---|---|---|---|---|---|---|---|"
    for each in rows:
        yield (
            f"| {each.task} | x{each.multiplier:g} | {each.mean:.4g} ± {each.error:.2g} | {each.median:.4g} "
            f"| {each.ratio:.3f} | {_figure(each.prototype, '.4g')} | {_figure(each.prototype_ratio, '.3f')} "
            f"| {each.verdict} |"
        )
    seen = [(each.ratio, each.prototype_ratio) for each in rows if each.prototype_ratio is not None]
    yield ""
    yield "| | geo-mean | ratios below 0.8 as 0.8 | median | worst | within 5 % | worse than 2 x |"
    yield "|---|---|---|---|---|---|---|"
    yield _sum("this", [each.ratio for each in rows])
    if 0 < len(seen) < len(rows):
        yield _sum("this, where the prototype has figures", [ours for ours, _ in seen])
    if seen:
        yield _sum("prototype", [theirs for _, theirs in seen])
    spread = _sensitivity(rows)
    if spread:
        task = max(spread, key=lambda name: spread[name])
        yield ""
        yield (
            f"LR0 sensitivity, worst over best mean of a task: {statistics.median(spread.values()):.2f} in the median "
            f"task, {spread[task]:.2f} at most ({task})."
        )
    diverged = [f"{each.task} x{each.multiplier:g}" for each in rows if not math.isfinite(each.mean)]
    if diverged:
        yield ""
        yield f"Diverged, counted as {WORST:g} x the tuned best: {', '.join(diverged)}"


def _sensitivity(rows: Sequence[Row]) -> dict[str, float]:
    """Return, for each task with several LR0, its worst mean over its best; infinite if a seed diverged."""
    means: dict[str, list[float]] = {}
    for each in rows:
        means.setdefault(each.task, []).append(each.mean if math.isfinite(each.mean) else math.inf)
    return {task: max(found) / min(found) for task, found in means.items() if len(found) > 1}


def _figure(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)


def _sum(name: str, values: Sequence[float]) -> str:
    summary = summarise(np.array(values))
    return (
        f"| {name} | {summary.geo_mean:.3f} | {summary.floored:.3f} | {summary.median:.3f} | {summary.worst:.3g} "
        f"| {summary.within:.0%} | {summary.disasters:.0%} |"
    )


def _mean(values: Sequence[float | str]) -> float:
    return math.fsum(map(float, values)) / len(values)
