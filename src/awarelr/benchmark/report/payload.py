"""What a page's scripts work on: the runs, the contests and the curves, as plain JSON types and packed strips."""

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, final

from awarelr.benchmark.record import Record
from awarelr.benchmark.report.as_json import environment_of
from awarelr.benchmark.report.gathered import Gathered
from awarelr.benchmark.report.packing import pack_json
from awarelr.benchmark.report.pairs import Pair
from awarelr.benchmark.report.strips import Strand, strand_of, strip
from awarelr.benchmark.score.duels import is_house
from awarelr.benchmark.score.sheet import ContestScore, Sensitivity, Sheet
from awarelr.benchmark.score.weights import Weights

__all__ = ["Payload", "payload_of"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """Data that a page carries.

    Args:
        facts: runs, contests and what the charts draw, packed.
        strips: for each task of the sheet its runs' curves, packed.
    """

    facts: str
    strips: tuple[str, ...]


def payload_of(gathered: Gathered, found: Sequence[Pair]) -> Payload:
    """Return the data of a page.

    Args:
        gathered: the benchmark.
        found: its contests.
    """
    sheet = gathered.sheet
    strands: dict[str, list[Strand]] = {task: [] for task in sheet.tasks}
    counts = []
    for record in gathered.runs:
        strand = strand_of(record)
        strands[record.cell.task].append(strand)
        counts.append([strand.points, strand.measurements])
    numbers = {record.key: number for number, record in enumerate(gathered.runs)}
    environments = list(dict.fromkeys(map(environment_of, gathered.runs)))
    facts = {
        "tasks": sheet.tasks,
        "baselines": sheet.baselines,
        "house": [is_house(each) for each in sheet.baselines],
        "lr_free": sorted(gathered.lr_free),
        "protocols": sheet.protocols,
        "references": {each.task: each.value for each in sheet.references if each.length == 1.0},
        "environments": [json.loads(each) for each in environments],
        "runs": _runs(gathered.runs, sheet, counts, {each: number for number, each in enumerate(environments)}),
        "contests": [_contest(pair, sheet, numbers) for pair in found],
        "sensitivities": list(_sensitivities(sheet)),
        "profiles": {"ratios": sheet.profile_ratios, "lines": list(_profiles(sheet))},
    }
    return Payload(facts=pack_json(facts), strips=tuple(strip(each) for each in strands.values()))


def _runs(
    records: Sequence[Record], sheet: Sheet, counts: Sequence[Sequence[int]], environments: dict[str, int]
) -> list[list[Any]]:
    """Return one list a run; the page's script names the columns in the same order."""
    tasks = {each: number for number, each in enumerate(sheet.tasks)}
    return [
        [
            *(tasks[record.cell.task], record.cell.baseline),
            *(record.cell.multiplier, record.cell.seed, record.cell.length, record.cell.told, record.cell.damage),
            *(record.steps, _finite(record.lr), _finite(record.last), _finite(record.averaged), _state(record)),
            *(round(record.seconds, 3), record.peak_memory, record.finished, record.key),
            *(environments[environment_of(record)], record.fault.words if record.fault else "", record.notices),
            *count,
        ]
        for record, count in zip(records, counts, strict=True)
    ]


def _state(record: Record) -> str:
    if record.fault is not None:
        return "failed"
    return "diverged" if record.diverged else "did not move" if record.dead else ""


def _contest(pair: Pair, sheet: Sheet, numbers: dict[str, int]) -> list[Any]:
    score = pair.last
    return [
        sheet.protocols.index(score.protocol),
        sheet.tasks.index(score.task),
        sheet.baselines.index(score.baseline),
        score.condition,
        score.reference,
        *(_judged(each, numbers) for each in (pair.last, pair.averaged)),
    ]


def _judged(score: ContestScore, numbers: dict[str, int]) -> list[Any]:
    runs = [numbers[key] for key in score.keys]
    return [score.ratio, score.low, score.high, score.multiplier, score.disaster, runs]


def _sensitivities(sheet: Sheet) -> Iterable[list[Any]]:
    judged: defaultdict[tuple[str, str], dict[Weights, Sensitivity]] = defaultdict(dict)
    for each in sheet.sensitivities:
        judged[each.task, each.baseline][each.weights] = each
    for (task, baseline), both in judged.items():
        last, averaged = both[Weights.LAST], both[Weights.AVERAGED]
        values = [[_finite(value) for value in each.values] for each in (last, averaged)]
        yield [task, baseline, last.multipliers, *values]


def _profiles(sheet: Sheet) -> Iterable[list[Any]]:
    """Yield the profiles of those with a place; over other contests a line would not be comparable."""
    for line in (each for each in sheet.standings if each.ranked):
        yield [line.protocol, line.baseline, line.weights.name.lower(), line.profile]


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
