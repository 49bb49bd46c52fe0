"""Cells and records made up for the tests of the harness, which trains nothing."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from awarelr.benchmark.cells import Cell
from awarelr.benchmark.curve import Curve, Evaluation
from awarelr.benchmark.machine import Machine
from awarelr.benchmark.record import Fault, Record

CELL = Cell(task="digits", baseline="constant", multiplier=1.0, seed=0, scale="tiny")
MACHINE = Machine(processor="made up", cores=2, memory=None, system="Test x", python="CPython 3")

RecordMaker = Callable[..., Record]


def made_up(
    cell: Cell = CELL,
    *,
    last: float = 0.5,
    averaged: float | None = None,
    start: float = 2.0,
    key: str = "k" * 24,
    finished: str = "2026-01-01T00:00:00+00:00",
    fault: Fault | None = None,
) -> Record:
    end = Evaluation(step=100, last=last, averaged=last if averaged is None else averaged)
    record = Record(
        key=key,
        cell=cell,
        steps=100,
        lr=1e-3,
        evaluations=(Evaluation(step=0, last=start, averaged=start), end),
        curve=Curve(steps=(50, 100), loss=(1.0, 0.5), lr=(1e-3, 1e-3)),
        final_lr=1e-3,
        seconds=2.0,
        building=0.5,
        measuring=0.5,
        peak_memory=1 << 20,
        versions={"python": "3"},
        digests={"awarelr.benchmark.course": "0"},
        machine=MACHINE,
        finished=finished,
    )
    return record if fault is None else replace(record, fault=fault, evaluations=(), curve=Curve())


@pytest.fixture
def cell() -> Cell:
    return CELL


@pytest.fixture
def make_record() -> RecordMaker:
    return made_up
