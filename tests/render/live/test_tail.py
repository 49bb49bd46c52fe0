"""A journal is followed while it grows: not there yet, torn, cut, replaced, damaged, foreign."""

import json
from pathlib import Path

import pytest

from awarelr.core import Horizons, Reading
from awarelr.errors import JournalError
from awarelr.journal import Entry, Header, Journal
from awarelr.render.live import tail as module
from awarelr.render.live.tail import Tail
from awarelr.schedules import Aware


@pytest.fixture
def lines(tmp_path: Path) -> list[bytes]:
    """Return the lines of a journal."""
    aware, path = Aware(), tmp_path / "made.jsonl"
    state = aware.init(0.05)
    journal = Journal(path, aware, state, 0.05)
    for t in range(1, 21):
        reading = Reading(t=t, loss=1.0 / t, grad_norm=1.0, alignment=Horizons(short=0.5, long=0.5))
        state, decision = aware.step(state, reading)
        journal.record(reading, decision)
    journal.close()
    return path.read_bytes().splitlines(keepends=True)


def steps(parts: list[Header | Entry]) -> list[int]:
    return [each.decision.t for each in parts if isinstance(each, Entry)]


def test_a_file_that_is_not_there_yet_is_waited_for(tmp_path: Path, lines: list[bytes]) -> None:
    path = tmp_path / "run.jsonl"
    tail = Tail(path)
    assert tail.read() == []
    assert "waiting for" in tail.note
    path.touch()
    assert tail.read() == []
    assert "it is empty" in tail.note
    path.write_bytes(b"".join(lines[:4]))
    assert steps(tail.read()) == [1, 2, 3]
    assert tail.note == ""


def test_a_torn_last_line_waits_until_it_is_whole(tmp_path: Path, lines: list[bytes]) -> None:
    path = tmp_path / "run.jsonl"
    path.write_bytes(b"".join(lines[:3]) + lines[3][:50])
    tail = Tail(path)
    assert steps(tail.read()) == [1, 2]
    assert steps(tail.read()) == []
    path.write_bytes(b"".join(lines[:6]))
    assert steps(tail.read()) == [3, 4, 5]
    assert not tail.anew


@pytest.mark.parametrize("left", [3, 12])
def test_a_file_that_was_cut_and_written_on_is_read_again(tmp_path: Path, lines: list[bytes], left: int) -> None:
    path = tmp_path / "run.jsonl"
    path.write_bytes(b"".join(lines[:10]))
    tail = Tail(path)
    tail.read()
    path.write_bytes(b"".join(lines[:left]) if left < 10 else b"".join([*lines[:7], b" " * 300 + b"\n", *lines[7:]]))
    again = tail.read()
    assert tail.anew
    assert steps(again)[:2] == [1, 2]


def test_another_run_at_the_same_path_is_read_from_its_beginning(tmp_path: Path, lines: list[bytes]) -> None:
    path = tmp_path / "run.jsonl"
    path.write_bytes(b"".join(lines[:5]))
    tail = Tail(path)
    tail.read()
    path.rename(tmp_path / "run.1.jsonl")
    path.write_bytes(b"".join(lines))
    assert steps(tail.read()) == list(range(1, 21))
    assert tail.anew


def test_a_damaged_line_is_left_out_and_said(tmp_path: Path, lines: list[bytes]) -> None:
    path = tmp_path / "run.jsonl"
    path.write_bytes(b"".join([*lines[:5], b'{"lr": 0.1, "reading"\n', *lines[6:]]))
    tail = Tail(path)
    assert steps(tail.read()) == [*range(1, 5), *range(6, 21)]
    assert "line 6 is damaged" in tail.note


def test_a_second_run_in_the_file_is_an_error(tmp_path: Path, lines: list[bytes]) -> None:
    """Guards against two runs shown as one."""
    path = tmp_path / "run.jsonl"
    path.write_bytes(b"".join([*lines, *lines]))
    with pytest.raises(JournalError, match="line 22: found the beginning of a second run"):
        Tail(path).read()
    path.write_bytes(b"".join(lines))
    tail = Tail(path)
    assert steps(tail.read()) == list(range(1, 21))
    path.write_bytes(b"".join([*lines, *lines]))
    with pytest.raises(JournalError, match="line 22"):
        tail.read()


def read_in_parts(path: Path) -> list[int]:
    """Return the steps of a file that takes a few looks to read."""
    tail, seen = Tail(path), list[int]()
    for _ in range(20):
        new = steps(tail.read())
        seen = new if tail.anew else seen + new
        if not tail.behind:
            break
    return seen


def test_a_damaged_line_far_into_a_large_file_is_doubted_once(
    tmp_path: Path, lines: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guards against a viewer that read a large file again and again, and never showed it."""
    monkeypatch.setattr(module, "_MOST", 8192)
    path = tmp_path / "run.jsonl"
    path.write_bytes(b"".join([*lines[:-1], b"{\n", lines[-1]]))
    assert read_in_parts(path) == list(range(1, 21))


def test_a_second_run_far_into_a_large_file_is_doubted_once(
    tmp_path: Path, lines: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST", 8192)
    path = tmp_path / "run.jsonl"
    path.write_bytes(b"".join([*lines, *lines]))
    with pytest.raises(JournalError, match="line 22: found the beginning of a second run"):
        read_in_parts(path)


def test_a_file_that_is_no_journal_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text(json.dumps({"loss": 1.0}) + "\n")
    with pytest.raises(JournalError, match="so the file is no journal"):
        Tail(path).read()
    with pytest.raises(JournalError, match="cannot be read"):
        Tail(tmp_path).read()
