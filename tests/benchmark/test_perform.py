"""A cell becomes a record, whatever happens in it."""

from dataclasses import replace
from typing import Any

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from awarelr.benchmark.baselines.constant import ConstantBaseline
from awarelr.benchmark.cells import Cell
from awarelr.benchmark.identity import identify
from awarelr.benchmark.perform import perform

pytestmark = pytest.mark.torch

NOW = "2026-01-01T00:00:00+00:00"


def fail(*_place: Any, **_given: Any) -> Any:
    message = "no such luck"
    raise RuntimeError(message)


def test_a_record_says_what_it_is_the_result_of(cell: Cell) -> None:
    cell = replace(cell, task="linreg", multiplier=3.0)
    record = perform(cell, now=lambda: NOW)
    assert (record.cell, record.key, record.finished) == (cell, identify(cell).key, NOW)
    assert record.steps == 60
    assert record.lr == pytest.approx(0.09)
    assert record.evaluations[-1].step == 60
    assert not record.diverged
    assert record.fault is None
    assert record.seconds > 0.0


def test_the_same_cell_has_the_same_result_to_the_last_bit(cell: Cell) -> None:
    cell = replace(cell, baseline="aware")
    first, second = perform(cell), perform(cell)
    assert first.evaluations == second.evaluations
    assert first.curve == second.curve


def test_a_baseline_that_raises_has_a_record_that_says_what(cell: Cell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ConstantBaseline, "start", fail)
    record = perform(cell)
    assert record.fault is not None
    assert record.fault.words == "RuntimeError: no such luck"
    assert "Traceback" in record.fault.trace
    assert record.diverged
    assert record.evaluations == ()


def test_a_run_that_never_moves_is_dead(cell: Cell) -> None:
    record = perform(replace(cell, multiplier=1e-30))
    assert record.dead
    assert not perform(cell).dead
