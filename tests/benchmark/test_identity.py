"""A key changes when, and only when, something changes that the result depends on."""

from dataclasses import replace

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from awarelr.benchmark import identity
from awarelr.benchmark.cells import Cell
from awarelr.benchmark.identity import foreign_to, identify
from awarelr.benchmark.sources import Sources
from awarelr.benchmark.tasks import TASKS

pytestmark = pytest.mark.torch


def test_whatever_names_the_cell_is_in_the_key(cell: Cell) -> None:
    others = [
        replace(cell, task="gpt"),
        replace(cell, baseline="cosine"),
        replace(cell, multiplier=3.0),
        replace(cell, seed=1),
        replace(cell, scale="small"),
        replace(cell, length=2.0),
        replace(cell, told=2.0),
        replace(cell, damage="nan_gradient"),
    ]
    assert len({identify(each).key for each in [cell, *others]}) == len(others) + 1


def test_only_the_house_entry_depends_on_the_core(cell: Cell) -> None:
    aware = identify(replace(cell, baseline="aware")).digests
    constant = identify(cell).digests
    assert {"awarelr.core.controller", "awarelr.sensors.torch", "awarelr.torch.scheduler"} <= set(aware)
    assert not any(name.startswith(("awarelr.core", "awarelr.torch", "awarelr.sensors")) for name in constant)


def test_a_cell_depends_on_its_own_task_and_on_the_loop(cell: Cell) -> None:
    digests = set(identify(cell).digests)
    assert {"awarelr.benchmark.tasks.digits", "awarelr.benchmark.data.digits", "awarelr.benchmark.course"} <= digests
    assert not {"awarelr.benchmark.tasks.gpt", "awarelr.benchmark.tasks", "awarelr.benchmark.scale"} & digests


def test_changed_code_changes_the_key(cell: Cell, monkeypatch: pytest.MonkeyPatch) -> None:
    before = identify(cell).key
    monkeypatch.setattr(identity, "_sources", lambda *_names: Sources(digests={"awarelr.x": "1"}, foreign=()))
    assert identify(cell).key != before


def test_a_changed_setting_changes_the_key(cell: Cell, monkeypatch: pytest.MonkeyPatch) -> None:
    before = identify(cell).key
    monkeypatch.setitem(TASKS, "digits", replace(TASKS["digits"], batch=32))
    assert identify(cell).key != before


def test_versions_of_what_it_runs_on_are_part_of_it(cell: Cell) -> None:
    assert {"python", "torch", "scikit-learn"} <= set(identify(cell).versions)


def test_a_baseline_needs_only_what_the_benchmark_imports_for_it() -> None:
    assert foreign_to("aware") == foreign_to("constant") == ("torch",)


@pytest.mark.parametrize("task", TASKS)
def test_every_task_is_found_by_its_source(task: str, cell: Cell) -> None:
    assert any(name.startswith("awarelr.benchmark.tasks.") for name in identify(replace(cell, task=task)).digests)
