"""What is recorded comes back, what is damaged is set aside and said."""

import errno
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from awarelr.benchmark import store as store_module
from awarelr.benchmark.cells import Cell
from awarelr.benchmark.record import Fault, Record
from awarelr.benchmark.store import Store
from awarelr.errors import AwarelrError

RecordMaker = Callable[..., Record]


@pytest.fixture
def notices() -> list[str]:
    return []


@pytest.fixture
def store(tmp_path: Path, notices: list[str]) -> Store:
    return Store(tmp_path / "results", notice=notices.append)


def test_a_record_comes_back_as_it_went(store: Store, make_record: RecordMaker, cell: Cell) -> None:
    records = [
        make_record(cell, last=0.1 + 0.2, key="a" * 24),
        make_record(cell, last=math.inf, averaged=1e-300, key="b" * 24),
        make_record(cell, key="c" * 24, fault=Fault(words="ValueError: no", trace="Traceback\n  ...")),
    ]
    for record in records:
        store.add(record)
    assert [store.find(cell, record.key) for record in records] == records
    assert sorted(store, key=lambda record: record.key) == records


def test_what_is_not_there_is_not_found(store: Store, cell: Cell) -> None:
    assert store.find(cell, "a" * 24) is None
    assert list(store) == []


def test_a_record_of_other_code_is_not_taken_for_this_one(store: Store, make_record: RecordMaker, cell: Cell) -> None:
    store.add(make_record(cell, key="a" * 24))
    assert store.find(cell, "b" * 24) is None


@pytest.mark.parametrize("damage", ["", "{", "[1]", "{}", '{"format": 1}', "null", '"text"', "\x00" * 100])
def test_a_corrupt_file_is_set_aside_and_said(
    store: Store, make_record: RecordMaker, cell: Cell, notices: list[str], damage: str
) -> None:
    store.add(make_record(cell))
    (path,) = store.folder.glob("*/*/*.json")
    path.write_text(damage)
    assert store.find(cell, "k" * 24) is None
    assert [each.name for each in path.parent.iterdir()] == [f"{path.name}.corrupt"]
    assert len(notices) == 1
    assert "its cell will run again" in notices[0]


def test_a_file_cut_off_anywhere_is_set_aside(store: Store, make_record: RecordMaker, notices: list[str]) -> None:
    store.add(make_record())
    (path,) = store.folder.glob("*/*/*.json")
    whole = path.read_text()
    for cut in range(0, len(whole) - 1, 37):
        path.write_text(whole[:cut])
        assert list(store) == []
    assert len(notices) == len(range(0, len(whole) - 1, 37))


def test_a_file_of_another_format_is_set_aside(
    store: Store, make_record: RecordMaker, cell: Cell, notices: list[str]
) -> None:
    store.add(replace(make_record(), format=99))
    assert store.find(cell, "k" * 24) is None
    assert "it has format 99, this version reads 1" in notices[0]


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "is full"), (errno.EDQUOT, "is full"), (errno.EACCES, "Check the folder's rights")],
)
def test_a_disk_that_takes_no_more_is_said_and_nothing_is_lost(
    store: Store,
    make_record: RecordMaker,
    cell: Cell,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    words: str,
) -> None:
    store.add(make_record(cell, key="a" * 24))

    def refuse(path: Path, text: str) -> None:
        raise OSError(number, "refused", str(path), None, text)

    monkeypatch.setattr(store_module, "write_whole", refuse)
    with pytest.raises(AwarelrError, match="Every cell recorded before is safe") as caught:
        store.add(make_record(cell, key="b" * 24))
    assert words in str(caught.value)
    assert store.find(cell, "a" * 24) is not None
