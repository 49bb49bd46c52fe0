"""A journal opens wherever a kill has cut it, and says what is wrong with everything else."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from awarelr.core import Reading
from awarelr.errors import JournalError
from awarelr.journal import Journal, read_journal, replay
from awarelr.schedules import Aware

Decide = Callable[..., Any]


@pytest.fixture
def small(tmp_path: Path, decide: Decide) -> Path:
    """Return a journal of a few decisions."""
    path = tmp_path / "run.jsonl"
    readings = [Reading(t=t, loss=1.0 / t) for t in range(1, 4)]
    journal = Journal(path, schedule=Aware(), state=Aware().init(0.05), lr0=0.05)
    for reading, decision in zip(readings, decide(readings)[1], strict=True):
        journal.record(reading, decision)
    journal.close()
    return path


def test_a_journal_cut_at_any_byte_opens_with_every_whole_line(small: Path, decide: Decide) -> None:
    content = small.read_bytes()
    readings = [Reading(t=t, loss=1.0 / t) for t in range(1, 4)]
    decisions = decide(readings)[1]
    for size in range(len(content) + 1):
        small.write_bytes(content[:size])
        run = read_journal(small)
        whole = content[:size].count(b"\n")
        assert (run.header is not None) == (whole > 0)
        entries = list(run.entries())
        assert [entry.reading for entry in entries] == readings[: max(0, whole - 1)]
        assert [entry.decision for entry in entries] == decisions[: max(0, whole - 1)]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with a name")
def test_a_journal_comes_through_a_pipe(small: Path, tmp_path: Path) -> None:
    """Guards against a first look that takes the beginning away from the reading."""
    pipe, content = tmp_path / "pipe", small.read_bytes()
    os.mkfifo(pipe)
    writer = Thread(target=pipe.write_bytes, args=[content])
    writer.start()
    found = list(read_journal(pipe).parts())
    writer.join()
    assert found == list(read_journal(small).parts())


@pytest.mark.parametrize("way", ["command", "closed", "joined"])
def test_the_standard_input_is_called_so(small: Path, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    content = small.read_text() * (1 + (way == "joined"))
    monkeypatch.setattr(sys, "stdin", None if way == "closed" else io.StringIO(content))
    if way == "command":
        assert replay("-") == replace(replay(small), path="standard input")
        return
    words = {"closed": "standard input cannot be read: ", "joined": "saved as run.jsonl: head -n 4 run.jsonl > "}
    with pytest.raises(JournalError, match=words[way]):
        replay("-")


def test_a_journal_cut_at_any_byte_is_picked_up_again(small: Path, decide: Decide) -> None:
    content = small.read_bytes()
    readings = [Reading(t=t, loss=1.0 / t) for t in range(1, 4)]
    state, decisions = decide(readings[:2])
    _, later = decide(readings[2:], state=state)
    for size in range(0, len(content) + 1, 11):
        small.write_bytes(content[:size])
        journal = Journal(small, schedule=Aware(), state=state, lr0=0.05)
        for reading, decision in zip(readings[2:], later, strict=True):
            journal.record(reading, decision)
        journal.close()
        entries = list(read_journal(small).entries())
        assert [entry.decision for entry in entries][-1:] == later
        assert [entry.decision for entry in entries][:-1] == decisions[
            : max(0, min(content[:size].count(b"\n"), 3) - 1)
        ]


def test_a_torn_last_line_is_dropped_with_a_notice(small: Path, caplog: pytest.LogCaptureFixture) -> None:
    small.write_bytes(small.read_bytes()[:-20])
    assert len(list(read_journal(small).entries())) == 2
    assert f"{small}, line 4 is torn" in caplog.text


def rewrite(path: Path, line: int, change: Callable[[Any], Any]) -> None:
    """Change one line of a journal as parsed JSON; text replaces it whole."""
    lines = path.read_text().splitlines()
    changed = change(json.loads(lines[line - 1]))
    lines[line - 1] = changed if isinstance(changed, str) else json.dumps(changed)
    path.write_text("\n".join(lines) + "\n")


def without(data: dict[str, Any], *keys: str) -> dict[str, Any]:
    """Return the object without some keys."""
    return {key: value for key, value in data.items() if key not in keys}


@pytest.mark.parametrize(
    ("line", "change", "words"),
    [
        (1, lambda _: "step,loss", "line 1: found 'step,loss', so the file is no journal"),
        (1, lambda data: {**data, "kind": "photo"}, "line 1: found kind 'photo' where 'awarelr journal' belongs"),
        (1, lambda data: {**data, "format": 7}, "line 1: found format 7; this version reads format 4"),
        (1, lambda data: without(data, "state"), "line 1: found a first line without state"),
        (1, lambda data: {**data, "colour": 1}, "line 1: found a first line with the unknown colour"),
        (1, lambda data: {**data, "state": 3}, "line 1: found state 3 where an object belongs"),
        (1, lambda data: {**data, "lr0": "high"}, "line 1: found lr0 must be a number, got 'high'"),
        (3, lambda _: '{"lr":0.1,"rea', "line 3: found a damaged line.*head -n 2 .*run.jsonl > mended.jsonl"),
        (3, lambda _: "1,0.5", "line 3: found a damaged line"),
        (3, lambda _: '"text"', "line 3: found a foreign line"),
        (3, lambda _: "{}", "line 3: found a foreign line"),
        (3, lambda data: {**data, "reading": without(data["reading"], "loss")}, "line 3: .*missing loss"),
        (3, lambda data: {**data, "decision": {**data["decision"], "situation": "NAP"}}, "must be one of WARMING_UP"),
        (
            3,
            lambda data: {**data, "decision": {**data["decision"], "lr": None}},
            "decision.lr must be a number, got None",
        ),
        (3, lambda data: {**data, "lr": None}, "lr must be a number, got None"),
        (3, lambda data: {**data, "decision": {**data["decision"], "t": 9}}, "reading 9 after that of reading 1"),
    ],
)
def test_a_damaged_line_is_named_with_file_line_and_way_out(
    small: Path, line: int, change: Callable[[Any], Any], words: str
) -> None:
    rewrite(small, line, change)
    with pytest.raises(JournalError, match=words) as caught:
        list(read_journal(small).entries())
    assert str(small) in str(caught.value)


@pytest.mark.parametrize("name", ["sp ace.jsonl", "it's $HOME.jsonl", "-n.jsonl"])
def test_the_command_of_a_way_out_can_be_pasted_whatever_the_path(
    small: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Guards against a command that the shell takes for another one."""
    content = small.read_bytes().splitlines(keepends=True)
    monkeypatch.chdir(small.parent)
    Path(name).write_bytes(b"".join([*content[:3], b"{}\n"]))
    with pytest.raises(JournalError, match="head -n 3") as caught:
        list(read_journal(name).entries())
    subprocess.run(["sh", "-c", str(caught.value).partition("before it: ")[2]], check=True)  # noqa: S603, S607
    assert Path("mended.jsonl").read_bytes() == b"".join(content[:3])


def test_a_message_within_a_message_ends_with_one_full_stop(small: Path) -> None:
    rewrite(small, 3, lambda data: {**data, "reading": without(data["reading"], "loss")})
    with pytest.raises(JournalError, match=r"start afresh\. To keep what stands before it"):
        list(read_journal(small).entries())


def test_joined_journals_are_parted_by_the_command_in_the_message(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards against one false story that is woven of two runs."""
    monkeypatch.chdir(small.parent)
    once = small.read_bytes()
    Path("two.jsonl").write_bytes(once * 2)
    with pytest.raises(JournalError, match=r"two\.jsonl, line 5: found the beginning of a second run") as caught:
        list(read_journal("two.jsonl").entries())
    subprocess.run(["sh", "-c", str(caught.value).partition("To part them: ")[2]], check=True)  # noqa: S603, S607
    assert Path("first.jsonl").read_bytes() == Path("second.jsonl").read_bytes() == once


def test_a_second_run_that_was_resumed_itself_is_seen_where_it_goes_back(small: Path) -> None:
    lines = small.read_text().splitlines()
    later = {**json.loads(lines[0]), "t": 2}
    small.write_text("\n".join([*lines, json.dumps(later), lines[3]]) + "\n")
    with pytest.raises(JournalError, match="line 5: found the beginning of a second run"):
        list(read_journal(small).entries())


def test_a_decision_on_the_first_line_is_no_journal(small: Path) -> None:
    small.write_bytes(b"".join(small.read_bytes().splitlines(keepends=True)[1:]))
    with pytest.raises(JournalError, match="line 1: found a decision where the first line's settings belong"):
        read_journal(small)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match=r"none\.jsonl cannot be read: No such file"):
        read_journal(tmp_path / "none.jsonl")
