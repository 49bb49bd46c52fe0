"""Which cells a benchmark takes, and in which order."""

import fnmatch
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import final

from awarelr.benchmark.baselines import BASELINES
from awarelr.benchmark.cells import Cell
from awarelr.benchmark.protocols import PROTOCOLS, Contest, Field, Reading, reference_grid
from awarelr.benchmark.roster import check_names
from awarelr.benchmark.scale import SCALES
from awarelr.benchmark.tasks import TASKS, Measure
from awarelr.constraints import Interval, check_all

__all__ = ["Plan", "Selection", "make_plan"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What of the benchmark is asked for; an empty tuple means all there is.

    Args:
        tasks: names of tasks. Those named are asked everything, even what else only a few of the tasks are asked.
        baselines: names of baselines. Those that the best tuned run is sought among are run besides.
        protocols: names of protocols; those of the scale if empty.
        scale: name of the scale.
        seeds: seeds; those of the scale if empty.
        filters: patterns such as ``"digits/*/x0.01/*"``; only cells whose label matches one of them are run. One that
            spells a length, as ``"vit/*/length4/*"``, finds it on every task.
    """

    tasks: tuple[str, ...] = ()
    baselines: tuple[str, ...] = ()
    protocols: tuple[str, ...] = ()
    scale: str = "small"
    seeds: tuple[int, ...] = ()
    filters: tuple[str, ...] = ()


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A benchmark as it will be run and scored.

    Args:
        field: who takes part.
        contests: every figure that is to be scored.
        references: for each task and length, the runs (first seed) that qualities there are measured against.
        cells: every run, each once: first everything for the first seed, then for the next.
    """

    field: Field
    contests: tuple[Contest, ...]
    references: dict[tuple[str, float], tuple[Cell, ...]]
    cells: tuple[Cell, ...]


def make_plan(selection: Selection) -> Plan:
    """Work out a benchmark.

    Raises:
        SettingError: a name is unknown, a seed is negative or given twice, or nothing matches the filters.
    """
    _check(selection)
    field = _field(selection)
    asked = selection.protocols or field.scale.asked or tuple(PROTOCOLS)
    contests = tuple(contest for name in asked for contest in PROTOCOLS[name].contests(field))
    references = {key: reference_grid(key[0], field, key[1]) for contest in contests for key in _references_of(contest)}
    cells = tuple(filter(_matcher(selection.filters), _in_order(contests, references, field.seeds)))
    if not cells:
        given = ", ".join(selection.filters) or "the tasks and protocols given"
        check_all([f"filter must match a cell such as 'digits/aware/x1/seed0/{field.scale.name}', got {given}."])
    return Plan(field=field, contests=contests, references=references, cells=cells)


def _check(selection: Selection) -> None:
    check_names(
        tasks=selection.tasks,
        baselines=selection.baselines,
        protocols=selection.protocols,
        scale=selection.scale,
    )
    seed = Interval(low=0, integer=True)
    complaints = [seed.complaint("seed", each) for each in selection.seeds]
    if len(set(selection.seeds)) < len(selection.seeds):
        complaints.append(f"seeds must differ from each other, got {selection.seeds}.")
    check_all(complaints)


def _field(selection: Selection) -> Field:
    scale = SCALES[selection.scale]
    tasks = selection.tasks or tuple(TASKS)
    baselines = selection.baselines or tuple(BASELINES)
    sample = selection.tasks or scale.sample or tasks
    longer = tasks if selection.tasks or any("length" in each for each in selection.filters) else scale.longer
    return Field(
        tasks=tasks,
        sample=tuple(name for name in tasks if name in sample),
        longer=tuple(name for name in tasks if name in longer),
        baselines=baselines,
        lr_free=frozenset(name for name in baselines if getattr(BASELINES[name], "lr_free", False)),
        online=frozenset(name for name in tasks if TASKS[name].measure is Measure.ONLINE_LOSS),
        scale=scale,
        seeds=selection.seeds or scale.seeds,
    )


def _references_of(contest: Contest) -> Iterator[tuple[str, float]]:
    yield contest.task, contest.reference
    if contest.reading is Reading.STEPS_TO_TARGET:
        yield contest.task, 1.0


def _in_order(
    contests: Iterable[Contest], references: dict[tuple[str, float], tuple[Cell, ...]], seeds: tuple[int, ...]
) -> Iterator[Cell]:
    first = dict.fromkeys(cell for grid in references.values() for cell in grid)
    first.update(dict.fromkeys(cell for contest in contests for cell in contest.grid))
    for seed in seeds:
        yield from (replace(cell, seed=seed) for cell in first)


def _matcher(patterns: tuple[str, ...]) -> Callable[[Cell], bool]:
    def matches(cell: Cell) -> bool:
        return not patterns or any(fnmatch.fnmatchcase(cell.label, pattern) for pattern in patterns)

    return matches
