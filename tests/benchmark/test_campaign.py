"""A campaign goes on where it stopped and loses nothing that is recorded."""

import errno
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from awarelr.benchmark import store as store_module
from awarelr.benchmark.campaign import Campaign
from awarelr.benchmark.cells import Cell
from awarelr.benchmark.executors import Delivery, SerialExecutor
from awarelr.benchmark.executors.executor import Work
from awarelr.benchmark.identity import identify
from awarelr.benchmark.record import Record
from awarelr.benchmark.store import Store
from awarelr.errors import AwarelrError

pytestmark = pytest.mark.torch

RecordMaker = Callable[..., Record]


@dataclass
class Listener:
    missing: list[Cell] = field(default_factory=list)
    found: list[Record] = field(default_factory=list)
    heard: list[Record] = field(default_factory=list)

    def planned(self, missing: Iterable[Cell], recorded: Iterable[Record]) -> None:
        self.missing, self.found = list(missing), list(recorded)

    def recorded(self, record: Record) -> None:
        self.heard.append(record)


class Losing:
    """An executor all of whose workers die."""

    def run(self, cells: Iterable[Cell], work: Work) -> Iterator[Delivery]:
        del work
        yield from (Delivery(cell=cell, record=None, lost="its process was killed by SIGKILL") for cell in cells)


@pytest.fixture
def cells(cell: Cell) -> list[Cell]:
    return [replace(cell, seed=seed) for seed in range(4)]


@pytest.fixture
def work(make_record: RecordMaker) -> Work:
    return lambda cell: make_record(cell, key=identify(cell).key)


@pytest.fixture
def campaign(tmp_path: Path, work: Work) -> Campaign:
    return Campaign(store=Store(tmp_path), executor=SerialExecutor(), watcher=Listener(), work=work)


def test_what_is_recorded_is_not_run_again(campaign: Campaign, cells: list[Cell]) -> None:
    first = campaign.run(cells[:2])
    second = campaign.run(cells)
    assert (first.run, first.found, first.left) == (2, 0, 0)
    assert (second.run, second.found, second.left) == (2, 2, 0)
    assert len(list(campaign.store)) == 4


def test_without_resume_everything_runs_again(campaign: Campaign, cells: list[Cell]) -> None:
    campaign.run(cells)
    assert replace(campaign, resume=False).run(cells).run == 4
    assert len(list(campaign.store)) == 4


def test_an_interruption_keeps_what_was_recorded(campaign: Campaign, cells: list[Cell], work: Work) -> None:
    def interrupted(cell: Cell) -> Record:
        if cell.seed == 2:
            raise KeyboardInterrupt
        return work(cell)

    with pytest.raises(KeyboardInterrupt):
        replace(campaign, work=interrupted).run(cells)
    assert [record.cell.seed for record in campaign.store] == [0, 1]
    assert campaign.run(cells).found == 2


def test_a_corrupt_file_runs_again(campaign: Campaign, cells: list[Cell]) -> None:
    campaign.run(cells)
    next(campaign.store.folder.glob("*/*/*.json")).write_text("{")
    tally = campaign.run(cells)
    assert (tally.run, tally.found) == (1, 3)


def test_no_cell_is_begun_after_the_budget(campaign: Campaign, cells: list[Cell]) -> None:
    ticks = iter([0.0, 0.0, 5.0, 11.0, 12.0])
    tally = replace(campaign, budget=10.0, clock=lambda: next(ticks)).run(cells)
    assert (tally.run, tally.left) == (2, 2)


def test_a_cell_whose_workers_die_is_recorded_as_the_worst(campaign: Campaign, cells: list[Cell]) -> None:
    tally = replace(campaign, executor=Losing()).run(cells[:1])
    (record,) = tally.faults
    assert record.fault is not None
    assert record.fault.words == "No result: its process was killed by SIGKILL."
    assert list(campaign.store) == [record]


def test_a_worker_with_other_code_is_found_out(campaign: Campaign, cells: list[Cell], make_record: RecordMaker) -> None:
    with pytest.raises(
        AwarelrError, match=r"ran digits/constant/x1/seed0/tiny with other code.*awarelr.benchmark.course"
    ):
        replace(campaign, work=lambda cell: make_record(cell, key="other")).run(cells)
    assert list(campaign.store) == []


def test_a_full_disk_ends_the_run_and_keeps_the_rest(
    campaign: Campaign, cells: list[Cell], monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign.run(cells[:2])

    def refuse(path: Path, _text: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(store_module, "write_whole", refuse)
    with pytest.raises(AwarelrError, match="is full"):
        campaign.run(cells)
    monkeypatch.undo()
    assert campaign.run(cells).found == 2
