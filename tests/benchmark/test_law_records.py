"""Tuned figures become records that the benchmark takes for its own, and that say where they are from."""

import importlib.util
import math
import sys
from pathlib import Path
from types import ModuleType

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from awarelr.benchmark.cells import Cell
from awarelr.benchmark.identity import identify

pytestmark = pytest.mark.torch

FOLDER = Path(__file__).parents[2] / "benchmarks"
CELL = Cell(task="linreg", baseline="cosine", multiplier=3.0, seed=1, scale="small")


@pytest.fixture(scope="module")
def script() -> ModuleType:
    for name in ("law_cells", "law_records"):
        spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules["law_records"]


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
