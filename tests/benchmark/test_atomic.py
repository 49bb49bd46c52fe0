"""A file is there whole or not at all."""

import os
from pathlib import Path

import pytest

from awarelr.benchmark.atomic import write_whole


def test_a_file_is_replaced_in_one_move(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("old")
    write_whole(path, "new")
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("interruption", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_an_interruption_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, interruption: BaseException
) -> None:
    path = tmp_path / "a.json"
    path.write_text("old")

    def interrupt(*_arguments: object) -> None:
        raise interruption

    monkeypatch.setattr(os, call, interrupt)
    with pytest.raises(type(interruption)):
        write_whole(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
