"""What the harness adds to the trainings it runs."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from awarelr.benchmark.campaign import Campaign
from awarelr.benchmark.cells import Cell
from awarelr.benchmark.executors import ProcessExecutor
from awarelr.benchmark.record import Record
from awarelr.benchmark.store import Store

CELLS = 12


class Stopwatch:
    def __init__(self) -> None:
        self.heard: list[float] = []
        self.records: list[Record] = []

    def planned(self, *_: object) -> None:
        """Wait for the first record."""

    def recorded(self, record: Record) -> None:
        self.heard.append(time.perf_counter())
        self.records.append(record)


@pytest.mark.bench
@pytest.mark.slow
def test_the_harness_costs_less_than_three_percent_of_the_training(tmp_path: Path) -> None:
    cell = Cell(task="spirals", baseline="constant", multiplier=1.0, seed=0, scale="small")
    watcher = Stopwatch()
    executor = ProcessExecutor(workers=1)
    Campaign(store=Store(tmp_path), executor=executor, watcher=watcher).run(
        [replace(cell, seed=seed) for seed in range(CELLS + 1)]
    )
    wall = watcher.heard[-1] - watcher.heard[0]
    records = watcher.records[1:]  # The first also waits for its worker to start.
    training = sum(record.seconds for record in records)
    overhead = wall - sum(record.building + record.seconds + record.measuring for record in records)
    print(f"overhead {overhead / training:.2%} of the training, {1e3 * overhead / CELLS:.1f} ms a cell")  # noqa: T201
    assert overhead < 0.03 * training
