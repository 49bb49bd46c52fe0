"""The figure is written in each format, the same bytes each time, and a wrong one is refused in words."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from awarelr.errors import JournalError, MissingExtraError
from awarelr.render.report import FORMATS, record_of, write_figure

Write = Callable[..., Path]
STARTS = {".svg": b"<?xml", ".png": b"\x89PNG", ".pdf": b"%PDF"}


@pytest.mark.parametrize("suffix", FORMATS)
def test_each_format_is_what_its_suffix_says(journal: Write, tmp_path: Path, suffix: str) -> None:
    pytest.importorskip("matplotlib")
    path = tmp_path / f"run{suffix}"
    write_figure([record_of(journal())], path)
    assert path.read_bytes().startswith(STARTS[suffix])


def test_the_same_run_is_the_same_svg(journal: Write, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    record = record_of(journal("a$b_{.jsonl"))
    for name in ("one.svg", "other.svg"):
        write_figure([record, record], tmp_path / name)
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "other.svg").read_bytes()


def test_another_suffix_is_refused(journal: Write, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    with pytest.raises(JournalError, match=r"a figure must end in \.svg, \.png, \.pdf, got .*run\.gif"):
        write_figure([record_of(journal())], tmp_path / "run.gif")


def test_without_matplotlib_the_extra_is_named(journal: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtraError, match=r"needs the package matplotlib.*awarelr\[report\]"):
        write_figure([record_of(journal())], tmp_path / "run.svg")
