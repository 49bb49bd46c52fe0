"""What `law.py` has measured as records of `awarelr bench`, so that a benchmark need not run it again.

Run::

    python benchmarks/law_records.py FOLDER      a store for `awarelr bench report --store FOLDER`

These are the grid of both tuned baselines in tuned.json, and AwareLR's runs under ``results/`` that were made by the
code as it is now.

What a run was at its start and at its end is all that there is: no curve, no memory. Each record says so. A cell that
the folder has already is left alone. Whether tuned.json is still what today's code makes, whoever runs some of its
cells again can tell.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import chain
from pathlib import Path

from law_cells import SEEDS, TASK_NAMES, WRONG, cells, recorded

from awarelr.benchmark.baselines import BASELINES
from awarelr.benchmark.cells import Cell
from awarelr.benchmark.course import Conditions, follow
from awarelr.benchmark.curve import Evaluation
from awarelr.benchmark.identity import identify
from awarelr.benchmark.machine import this_machine
from awarelr.benchmark.perform import utc_now
from awarelr.benchmark.record import Record
from awarelr.benchmark.store import Store
from awarelr.benchmark.tasks import TASKS

TUNED = Path(__file__).parent / "tuned.json"
RESULTS = Path(__file__).parent / "results"
NOTICE = "Figures from benchmarks/law.py: not run again here, so without curve and memory."


def main() -> None:
    """Write the records that the folder lacks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    store = Store(parser.parse_args().folder)
    written = 0
    for record in chain(tuned(), aware()):
        if store.find(record.cell, record.key) is None:
            store.add(record)
            written += 1
    print(f"{written} records written to {store.folder}")


def tuned() -> Iterator[Record]:
    """Yield a record for every figure of the tuned grid."""
    for task, baselines in json.loads(TUNED.read_text(encoding="utf-8"))["tasks"].items():
        starts = [start(task, seed) for seed in SEEDS]
        for baseline, weights in baselines.items():
            for multiplier, ends in weights["last"].items():
                for seed in SEEDS:
                    averaged = float(weights["averaged"][multiplier][seed])
                    cell = Cell(task=task, baseline=baseline, multiplier=float(multiplier), seed=seed, scale="small")
                    yield record_of(cell, starts[seed], float(ends[seed]), averaged)


def aware() -> Iterator[Record]:
    """Yield a record for every run of AwareLR that today's code made."""
    for run in cells(("aware",), TASK_NAMES, WRONG):
        figures = recorded(run, RESULTS)
        if figures is not None:
            cell = Cell(task=run.task, baseline=run.baseline, multiplier=run.multiplier, seed=run.seed, scale="small")
            record = record_of(cell, start(run.task, run.seed), figures["last"], figures["averaged"])
            yield replace(record, final_lr=figures["final_lr"], seconds=figures["seconds"])


@cache
def start(task: str, seed: int) -> Evaluation:
    """Return the measure before step 1."""
    shortest = replace(TASKS[task], steps=1)
    return follow(shortest, BASELINES["constant"], Conditions(lr=0.0, seed=seed, told=1)).evaluations[0]


def record_of(cell: Cell, begin: Evaluation, last: float, averaged: float) -> Record:
    """Return what is known of a run."""
    identity = identify(cell)
    return Record(
        key=identity.key,
        cell=cell,
        steps=identity.steps,
        lr=cell.multiplier * TASKS[cell.task].lr,
        evaluations=(begin, Evaluation(step=identity.steps, last=last, averaged=averaged)),
        versions=identity.versions,
        digests=identity.digests,
        machine=this_machine(),
        finished=utc_now(),
        notices=(NOTICE,),
    )


if __name__ == "__main__":
    main()
