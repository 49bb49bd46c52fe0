"""`awarelr report` writes pages and figures, and says what is wrong."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]


def test_a_page_and_a_figure_at_once(call: Call, small: Path, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    done = call("report", small, "-o", tmp_path / "a.html", "-o", tmp_path / "a.svg")
    assert done.exit_code == 0
    assert (tmp_path / "a.html").read_text().startswith("<!doctype html>")
    assert (tmp_path / "a.svg").read_text().startswith("<?xml")
    assert done.stdout.count("written") == 2


def test_without_an_output_the_page_is_named_for_the_run(
    call: Call, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert call("report", small).exit_code == 0
    assert (tmp_path / "here" / "run.html").is_file()


def test_the_standard_input_is_shown_and_its_page_named_run(
    call: Call, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert call("report", "-", given=small.read_bytes()).exit_code == 0
    assert "standard input" in (tmp_path / "here" / "run.html").read_text()


def test_runs_side_by_side(call: Call, small: Path, tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").write_bytes(small.read_bytes())
    assert call("report", small, tmp_path / "b.jsonl", "-o", tmp_path / "two.html").exit_code == 0
    assert "2 runs side by side" in (tmp_path / "two.html").read_text()


def test_a_journal_is_not_overwritten_whatever_it_is_called(
    call: Call, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guards against a page in place of the run that it shows."""
    monkeypatch.chdir(small.parent)
    before, other = small.read_bytes(), small.rename(small.with_name("run.html"))
    for arguments in ((other,), (other, "-o", "run.html"), ("run.html", "-o", other)):
        done = call("report", *arguments)
        assert done.exit_code == 2
        assert "--output must not be a file that is read, got " in done.stderr
    assert other.read_bytes() == before


def test_bad_input_is_a_message_and_status_2(call: Call, small: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").touch()
    (tmp_path / "notes.txt").write_text("hello\n")
    for arguments, words in (
        ((tmp_path / "none.jsonl",), "cannot be read"),
        ((tmp_path / "notes.txt",), "so the file is no journal"),
        ((tmp_path / "empty.jsonl",), "holds no decision yet"),
        ((small, "-o", tmp_path / "run.gif"), "--output must end in .html"),
        ((small, "-o", tmp_path / "no" / "run.html"), "cannot be written"),
        ((small, "-o", small), "--output must end in .html"),
    ):
        done = call("report", *arguments)
        assert done.exit_code == 2
        assert words in done.stderr
