"""What a page of `awarelr bench report` shows as records again, so that a new page need not run the rivals anew.

Run::

    python benchmarks/page_records.py docs/benchmark/report.html FOLDER      a store for `awarelr bench --store FOLDER`

A run comes back only if the benchmark would look for it under the same key: same cell, same code, same packages.
Steps, measures and losses on the way come back as the page rounded them, to 0.025 %; the final measures are whole.
Each record says so. A cell that the folder has already is left alone. Contestants named after ``--older`` come back
though their code has changed since, and their records say that too: for changes that cannot have touched them, which
whoever runs some of their cells again can tell.
"""

import argparse
import base64
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from awarelr.benchmark.baselines import BASELINES
from awarelr.benchmark.cells import Cell
from awarelr.benchmark.curve import Curve, Evaluation
from awarelr.benchmark.identity import Identity, identify
from awarelr.benchmark.machine import Machine
from awarelr.benchmark.record import Fault, Record
from awarelr.benchmark.scale import SCALES
from awarelr.benchmark.store import Store
from awarelr.benchmark.tasks import TASKS
from awarelr.core.codec import decode

OLDER = "Made by older code, whose changes since do not touch it."
NOTICE = "Read back from a page: curves and measures on the way are rounded to 0.025 %."


def main() -> None:
    """Write the records that the folder lacks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("page", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scale", default="small", choices=SCALES, help="that of the page (default: small)")
    parser.add_argument("--older", nargs="+", default=(), metavar="NAME", help="taken though their code has changed")
    arguments = parser.parse_args()
    store = Store(arguments.folder)
    found = written = 0
    for record in records(arguments.page.read_text(encoding="utf-8"), arguments.scale, arguments.older):
        found += 1
        if store.find(record.cell, record.key) is None:
            store.add(record)
            written += 1
    print(f"{found} runs of the page can be taken; {written} records written to {store.folder}")


def records(page: str, scale: str, older: "Sequence[str]" = ()) -> "Iterator[Record]":
    """Yield a record for every run of a page that is one of today's code, or of a contestant that is taken anyway.

    Args:
        page: the page's text.
        scale: what it was made at.
        older: contestants that are taken though their code has changed.

    Raises:
        SystemExit: it is no page of `awarelr bench report`.
    """
    facts, columns = json.loads(_opened(page, "facts")), _columns(page)
    strips = [_numbers(_opened(page, f"strip-{number}")) for number in range(len(facts["tasks"]))]
    places = [0] * len(strips)
    for row in facts["runs"]:
        run = dict(zip(columns, row, strict=True))
        strip, place = strips[run["task"]], places[run["task"]]
        size = 3 * (run["points"] + run["measurements"])
        places[run["task"]] += size
        task = facts["tasks"][run["task"]]
        if task not in TASKS or run["baseline"] not in BASELINES:
            continue
        named = {each: run[each] for each in ("baseline", "multiplier", "seed", "length", "told", "damage")}
        cell = Cell(task=task, scale=scale, **named)
        identity = identify(cell)
        if run["baseline"] in older or identity.key == run["key"]:
            strand, environment = strip[place : place + size], facts["environments"][run["environment"]]
            yield record_of(cell, identity, run, strand, environment)


def record_of(
    cell: Cell, identity: Identity, run: "dict[str, Any]", strand: "Sequence[float]", environment: "dict[str, Any]"
) -> Record:
    """Return what the page knows of a run.

    Args:
        cell: what was run.
        identity: what today's code makes of it.
        run: its row by the names of the columns.
        strand: its numbers: steps, losses and LRs of the curve, then steps and both measures of the measurements.
        environment: machine and versions.
    """
    said = (NOTICE,) if run["key"] == identity.key else (NOTICE, OLDER)
    points = run["points"]
    curve, measured = (np.array(each).reshape(3, -1).tolist() for each in (strand[: 3 * points], strand[3 * points :]))
    evaluations = [
        Evaluation(step=round(step), last=last, averaged=averaged)
        for step, last, averaged in zip(*measured, strict=True)
    ]
    if evaluations:
        ends = {each: run[each] for each in ("last", "averaged") if run[each] is not None}
        evaluations[-1] = replace(evaluations[-1], step=run["steps"], **ends)
    return Record(
        key=identity.key,
        cell=cell,
        steps=run["steps"],
        lr=run["lr"],
        evaluations=tuple(evaluations),
        curve=Curve(steps=tuple(map(round, curve[0])), loss=tuple(curve[1]), lr=tuple(curve[2])),
        final_lr=curve[2][-1] if points else float("nan"),
        seconds=run["seconds"],
        peak_memory=run["memory"],
        versions=environment["versions"],
        digests=identity.digests,
        machine=decode(Machine, environment["machine"]),
        finished=run["finished"],
        notices=(*(each for each in run["notices"] if each not in said), *said),
        fault=Fault(words=run["fault"]) if run["fault"] else None,
    )


def _columns(page: str) -> "list[str]":
    """Return the names of a run's columns, which the page's own script holds."""
    found = re.search(r"const RUN = (\[.*?\]);", page, re.DOTALL)
    if found is None:
        raise SystemExit("The page's script does not name a run's columns: another version wrote it.")
    return list(map(str, json.loads(found[1])))


def _opened(page: str, name: str) -> bytes:
    found = re.search(rf'<script type="text/plain" id="{name}">\s*([A-Za-z0-9+/=]+)\s*</script>', page)
    if found is None:
        raise SystemExit(f"The page holds no '{name}': it is none that `awarelr bench report` wrote.")
    return zlib.decompress(base64.b64decode(found[1]))


def _numbers(packed: bytes) -> "Sequence[float]":
    """Return the numbers of a strip; their first bytes come first, then their second bytes, and so on."""
    planes = np.frombuffer(packed, dtype=np.uint8).reshape(4, -1)
    return list(map(float, np.ascontiguousarray(planes.T).view("<f4").ravel()))


if __name__ == "__main__":
    main()
