"""Tuned figures become records that the benchmark takes for its own, and that say where they are from."""

import math
from types import ModuleType

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from tests.benchmark.scripts import load

from awarelr.benchmark.cells import Cell
from awarelr.benchmark.identity import identify

pytestmark = pytest.mark.torch

CELL = Cell(task="linreg", baseline="cosine", multiplier=3.0, seed=1, scale="small")


@pytest.fixture(scope="module")
def script() -> ModuleType:
    load("law_cells")  # which it imports
    return load("law_records")


def test_a_figure_becomes_the_record_that_the_benchmark_would_look_for(script: ModuleType) -> None:
    record = script.record_of(CELL, script.start("linreg", 1), 0.25, 0.5)
    assert (record.cell, record.key, record.steps) == (CELL, identify(CELL).key, 1000)
    assert (record.last, record.averaged) == (0.25, 0.5)
    assert record.notices == (script.NOTICE,)
    assert not record.dead


def test_a_run_that_diverged_stays_diverged(script: ModuleType) -> None:
    record = script.record_of(CELL, script.start("linreg", 1), math.nan, 0.5)
    assert record.diverged
    assert not record.dead
