"""From a plan and its records to a score sheet."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from awarelr.benchmark.identity import identify
from awarelr.benchmark.plan import Plan
from awarelr.benchmark.protocols import Field
from awarelr.benchmark.record import Record
from awarelr.benchmark.score.contests import Scored, score_contest
from awarelr.benchmark.score.floor import estimate_floor
from awarelr.benchmark.score.goals import Evidence, goals_of
from awarelr.benchmark.score.league import standings
from awarelr.benchmark.score.profile import RATIOS
from awarelr.benchmark.score.question import questions_of
from awarelr.benchmark.score.sensitivity import sensitivity
from awarelr.benchmark.score.sheet import Floor, Mishap, Sensitivity, Sheet
from awarelr.benchmark.score.shelf import Shelf, final_value
from awarelr.benchmark.score.weights import Weights
from awarelr.benchmark.score.yardstick import Yardstick, yardstick
from awarelr.benchmark.tasks import TASKS

__all__ = ["judge"]

_HOUSE = "aware"
_Yardsticks = dict[tuple[str, float], Yardstick]


def judge(plan: Plan, records: Iterable[Record]) -> Sheet:
    """Score a benchmark as far as it is recorded.

    Args:
        plan: what was asked.
        records: what is recorded, of this benchmark or of others.
    """
    shelf = Shelf(records)
    field = plan.field
    sticks = {
        key: stick
        for key, grid in plan.references.items()
        if (stick := yardstick(grid, shelf, field.seeds)) is not None
    }
    floors = tuple(_floors(field.tasks, sticks))
    scored = tuple(_score(plan, shelf, sticks, {floor.task: floor.value for floor in floors}))
    found = [shelf[cell] for cell in plan.cells if cell in shelf]
    sheet = Sheet(
        scale=field.scale.name,
        tasks=field.tasks,
        baselines=field.baselines,
        protocols=tuple(dict.fromkeys(contest.protocol for contest in plan.contests)),
        seeds=field.seeds,
        references=tuple(stick.reference for stick in sticks.values()),
        contests=tuple(each.score for each in scored),
        questions=questions_of(plan.contests),
        standings=standings(plan.contests, scored, shelf),
        goals=(),
        sensitivities=tuple(_sensitivities(found, field)),
        floors=floors,
        profile_ratios=RATIOS,
        mishaps=tuple(_mishaps(found)),
        cells=len(plan.cells),
        recorded=len(found),
        stale=sum(identify(record.cell).key != record.key for record in found),
        machines=tuple(dict.fromkeys(record.machine for record in found)),
        versions=_versions(found),
    )
    ours = tuple(contest for contest in plan.contests if contest.baseline == _HOUSE)
    return replace(sheet, goals=goals_of(sheet, Evidence(contests=ours, shelf=shelf, sticks=sticks)))


def _score(plan: Plan, shelf: Shelf, sticks: _Yardsticks, floors: dict[str, float]) -> Iterator[Scored]:
    for contest in plan.contests:
        stick = sticks.get((contest.task, contest.reference))
        if stick is None:
            continue
        for weights in Weights:
            scored = score_contest(contest, weights, shelf, stick, floors.get(contest.task))
            if scored is not None:
                yield scored


def _floors(tasks: Iterable[str], sticks: _Yardsticks) -> Iterator[Floor]:
    for task in tasks:
        known = getattr(TASKS[task], "floor", None)
        if known is not None:
            yield Floor(task=task, value=known, estimated=False)
            continue
        best = {length: stick.reference.value for (name, length), stick in sticks.items() if name == task}
        lengths = [length for length in (1.0, 4.0, 16.0) if length in best]
        estimate = estimate_floor([best[length] for length in lengths])
        if estimate is not None:
            yield Floor(task=task, value=estimate, estimated=True)


def _sensitivities(records: Iterable[Record], field: Field) -> Iterator[Sensitivity]:
    """Yield the final measure over the given LR of every plain run: told its budget, undamaged.

    Who takes no LR has one run, which is what every LR would have come to.
    """
    asked = sorted({*field.scale.wrong, *field.scale.grid})
    plain: defaultdict[tuple[str, str], defaultdict[float, list[Record]]] = defaultdict(lambda: defaultdict(list))
    for record in records:
        cell = record.cell
        if (cell.length, cell.told, cell.damage) == (1.0, 1.0, ""):
            plain[cell.task, cell.baseline][cell.multiplier].append(record)
    for (task, baseline), by_multiplier in plain.items():
        if baseline in field.lr_free:
            by_multiplier.update(dict.fromkeys(asked, by_multiplier[1.0]))
        multipliers = tuple(sorted(by_multiplier))
        for weights in Weights:
            values = tuple(
                float(np.mean([final_value(record, weights) for record in by_multiplier[each]])) for each in multipliers
            )
            yield Sensitivity(
                task=task,
                baseline=baseline,
                weights=weights,
                multipliers=multipliers,
                values=values,
                worst_over_best=sensitivity(values),
            )


def _mishaps(records: Iterable[Record]) -> Iterator[Mishap]:
    for record in records:
        if record.fault is not None:
            yield Mishap(label=record.cell.label, key=record.key, words=record.fault.words, fatal=True)
        if record.notices:
            yield Mishap(label=record.cell.label, key=record.key, words="; ".join(record.notices), fatal=False)


def _versions(records: Iterable[Record]) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for record in records:
        for package, version in record.versions.items():
            found[package].add(version)
    return {package: tuple(sorted(versions)) for package, versions in sorted(found.items())}
