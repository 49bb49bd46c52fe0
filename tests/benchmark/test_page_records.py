"""A page's runs become the records that the benchmark looks for; those of other code stay where they are."""

import math
from collections.abc import Callable
from dataclasses import replace
from types import ModuleType

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")
pytest.importorskip("jinja2")
pytest.importorskip("plotly")

from tests.benchmark.report.conftest import invented
from tests.benchmark.scripts import load

from awarelr.benchmark.cells import Cell
from awarelr.benchmark.identity import identify
from awarelr.benchmark.plan import Plan, Selection, make_plan
from awarelr.benchmark.record import Record
from awarelr.benchmark.report import as_page, gather

pytestmark = pytest.mark.torch


@pytest.fixture(scope="module")
def script() -> ModuleType:
    return load("page_records")


@pytest.fixture
def runs(make_record: Callable[..., Record]) -> dict[Cell, Record]:
    """Return runs of a plan, all but those of cosine under the key of today's code."""
    plan = _plan()
    made = (invented(cell, make_record) for cell in plan.cells)
    return {
        each.cell: each if each.cell.baseline == "cosine" else replace(each, key=identify(each.cell).key)
        for each in made
    }


def _plan() -> Plan:
    return make_plan(Selection(tasks=("linreg", "digits"), baselines=("constant", "cosine"), scale="tiny"))


def _page(runs: dict[Cell, Record]) -> str:
    return as_page(gather(_plan(), runs.values(), made="2026-01-01T00:00:00+00:00", command="awarelr bench report"))


@pytest.fixture
def back(script: ModuleType, runs: dict[Cell, Record]) -> dict[Cell, Record]:
    return {each.cell: each for each in script.records(_page(runs), "tiny")}


def test_what_other_code_made_stays_on_the_page(back: dict[Cell, Record], runs: dict[Cell, Record]) -> None:
    assert set(back) == {cell for cell in runs if cell.baseline == "constant"}


def test_what_other_code_made_is_taken_if_its_contestant_is_named(script: ModuleType, runs: dict[Cell, Record]) -> None:
    taken = {each.cell: each for each in script.records(_page(runs), "tiny", ["cosine"])}
    assert set(taken) == set(runs)
    for cell, record in taken.items():
        assert record.key == identify(cell).key
        assert (script.OLDER in record.notices) is (cell.baseline == "cosine")


def test_final_measures_come_back_whole(back: dict[Cell, Record], runs: dict[Cell, Record]) -> None:
    for cell, record in back.items():
        known = runs[cell]
        assert (record.key, record.steps, record.lr) == (known.key, known.steps, known.lr)
        assert [record.last, record.averaged] == pytest.approx([known.last, known.averaged], rel=0, nan_ok=True)
        assert (record.machine, record.versions, record.finished) == (known.machine, known.versions, known.finished)


def test_what_the_page_rounds_comes_back_as_rounded(back: dict[Cell, Record], runs: dict[Cell, Record]) -> None:
    for cell, record in back.items():
        known = runs[cell]
        assert [each.step for each in record.evaluations] == [each.step for each in known.evaluations]
        measured, truth = ([each.last for each in one.evaluations] for one in (record, known))
        assert measured == pytest.approx(truth, rel=3e-4, nan_ok=True)
        assert record.curve.loss == pytest.approx(known.curve.loss, rel=3e-4)
        assert record.notices[-1].startswith("Read back from a page")


def test_a_run_without_a_result_stays_one(back: dict[Cell, Record], runs: dict[Cell, Record]) -> None:
    failed = {cell for cell, record in back.items() if record.fault is not None}
    assert failed == {cell for cell, record in runs.items() if record.fault and cell in back} != set()
    assert all(math.isnan(back[cell].last) and not back[cell].evaluations for cell in failed)


def test_another_page_is_refused_in_words(script: ModuleType) -> None:
    with pytest.raises(SystemExit, match="holds no 'facts'"):
        list(script.records("<html></html>", "tiny"))
