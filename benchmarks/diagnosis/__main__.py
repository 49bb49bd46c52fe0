"""Whether AwareLR names planted causes right, and leaves healthy trainings in peace.

``python -m benchmarks.diagnosis`` from the root of the repository; see the README beside this file.
"""

import argparse
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import torch
from benchmarks.diagnosis.causes import CAUSES, HALVES, Run, healthy, healthy_plan, planted
from benchmarks.diagnosis.matrix import confusion, false_alarms, windows
from benchmarks.diagnosis.plan import Course, Onset, Plan
from benchmarks.diagnosis.store import Store
from benchmarks.diagnosis.training import run
from benchmarks.diagnosis.verdict import Verdict, alarms, judged

_CAUSES = {cause.name: cause for cause in CAUSES}


def plan_of(each: Run) -> Plan:
    """Return the training of a run."""
    if each.cause in _CAUSES:
        return _CAUSES[each.cause].plant(each.combination, each.seed)
    return replace(healthy_plan(each.combination, each.seed), watching=each.cause == "healthy")


def made(each: Run) -> tuple[Course, Onset | None]:
    """Make a run on one thread."""
    torch.set_num_threads(1)
    plan = plan_of(each)
    course = run(plan)
    if plan.hindsight is not None:
        return course, plan.hindsight(course)
    return course, None if plan.onset is None else Onset(earliest=plan.onset, latest=plan.onset)


def make(runs: list[Run], store: Store) -> None:
    """Make the runs that are not there yet."""
    waiting = [each for each in runs if each.key not in store]
    began = time.perf_counter()
    for number, each in enumerate(waiting, 1):
        store.add(each.key, *made(each))
        if number % 20 == 0 or number == len(waiting):
            print(f"{time.perf_counter() - began:6.0f} s  {number} of {len(waiting)} runs made", flush=True)


def verdicts_of(runs: list[Run], store: Store) -> dict[str, list[tuple[Run, Verdict]]]:
    """Judge the planted runs, cause by cause."""
    found: dict[str, list[tuple[Run, Verdict]]] = defaultdict(list)
    for each in runs:
        course, onset = store.course(each.key)
        found[each.cause].append((each, judged(_CAUSES[each.cause], course, onset, plan_of(each).steps)))
    return dict(found)


def report(half: str, store: Store, *, misses: bool) -> str:
    """Return the tables of a half."""
    found = verdicts_of([each for each in planted(half) if each.key in store], store)
    bare = {cause: [verdict for _, verdict in row] for cause, row in found.items()}
    calm: dict[str, list[list[str]]] = defaultdict(list)
    for each in healthy(half):
        if each.key in store:
            calm[each.cause].append(alarms(store.course(each.key)[0]))
    parts = [confusion(bare), windows(bare), false_alarms(calm)]
    if misses:
        missed = [(each, verdict) for row in found.values() for each, verdict in row if verdict.fault]
        parts.append("\n".join(f"{each.key}: {verdict.fault}; {verdict.named}" for each, verdict in missed))
    return "\n\n".join(parts)


def main() -> None:
    """Make what is wanted and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=tuple(HALVES), default="tune", help="all but tune: to be judged once")
    parser.add_argument("--causes", nargs="+", help="parts of the names of causes; all by default")
    parser.add_argument("--only-make", action="store_true", help="make the runs and print nothing about them")
    parser.add_argument("--misses", action="store_true", help="print the runs that were not named right")
    parser.add_argument("--runs", type=Path, default=Path("runs/diagnosis"), help="folder of the runs made")
    given = parser.parse_args()
    store = Store(given.runs / f"{given.half}.jsonl")
    runs = planted(given.half) + healthy(given.half)
    if given.causes:
        runs = [each for each in runs if any(part.lower() in each.cause.lower() for part in given.causes)]
    make(runs, store)
    if not given.only_make:
        print(report(given.half, store, misses=given.misses))


if __name__ == "__main__":
    main()
