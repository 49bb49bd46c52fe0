"""A journal is written whole, picked up again, and never ends a training."""

import copy
import errno
import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from awarelr.core import AwareSettings, Reading
from awarelr.errors import CopyError, JournalError
from awarelr.journal import Entry, Journal, read_journal, replay
from awarelr.journal.sink import Pace
from awarelr.schedules import Aware, Chain, Constant, Stage

Decide = Callable[..., Any]
Recorded = Callable[[str], list[Reading]]


def write(path: Path, readings: list[Reading], decide: Decide, state: Any = None, lr: float = 0.05) -> Any:
    """Write the journal of a run, from a state or from the start; return the final state."""
    aware = Aware()
    state = aware.init(lr) if state is None else state
    journal = Journal(path, schedule=aware, state=state, lr0=lr)
    after, decisions = decide(readings, aware, state=state)
    for reading, decision in zip(readings, decisions, strict=True):
        journal.record(reading, decision)
    journal.close()
    return after


def readings_of(entries: Iterable[Entry]) -> list[int]:
    return [entry.decision.t for entry in entries]


def test_nothing_is_written_before_the_first_decision(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    journal = Journal(path, schedule=Aware(), state=Aware().init(0.1), lr0=0.1)
    journal.close()
    assert not path.exists()


def test_the_first_line_names_kind_format_settings_and_state(
    tmp_path: Path, decide: Decide, recorded: Recorded
) -> None:
    path = tmp_path / "run.jsonl"
    write(path, recorded("drift")[:3], decide)
    first, *rest = (json.loads(line) for line in path.read_text().splitlines())
    assert (first["kind"], first["format"], first["lr0"], first["t"]) == ("awarelr journal", 4, 0.05, 0)
    assert first["schedule"]["settings"]["settings"]["max_lr"] == "Infinity"
    assert first["state"] == Aware().dump(Aware().init(0.05))
    assert [line["lr"] for line in rest] == [line["decision"]["lr_before"] for line in rest]


def test_the_lr_of_a_line_can_be_that_of_a_late_decision(tmp_path: Path, decide: Decide, recorded: Recorded) -> None:
    path = tmp_path / "run.jsonl"
    readings = recorded("drift")[:1]
    _, decisions = decide(readings)
    with_lr = Journal(path, schedule=Aware(), state=Aware().init(0.05), lr0=0.05)
    with_lr.record(readings[0], decisions[0], lr=0.007)
    with_lr.close()
    assert [entry.lr for entry in read_journal(path).entries()] == [0.007]


@pytest.mark.parametrize("cut", [1, 5, 150, 329, 330, 331, 400])
def test_a_resumed_journal_equals_an_uninterrupted_one_byte_for_byte(
    tmp_path: Path, decide: Decide, recorded: Recorded, cut: int
) -> None:
    readings = recorded("drift")[:420]
    whole, resumed = tmp_path / "whole.jsonl", tmp_path / "resumed.jsonl"
    write(whole, readings, decide)
    write(resumed, readings[: cut + 15], decide)  # the run lost what came after the checkpoint at the cut
    state, _ = decide(readings[:cut])
    write(resumed, readings[cut:], decide, state=state)
    assert resumed.read_bytes() == whole.read_bytes()


def test_lines_that_a_resumed_run_repeats_are_cut_and_said(
    tmp_path: Path, decide: Decide, recorded: Recorded, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "run.jsonl"
    readings = recorded("drift")[:40]
    write(path, readings, decide)
    state, _ = decide(readings[:25])
    write(path, readings[25:30], decide, state=state)
    assert "15 lines after reading 25 were cut" in caplog.text
    assert [entry.decision.t for entry in read_journal(path).entries()] == list(range(1, 31))


def test_opening_a_journal_for_a_look_cuts_nothing(tmp_path: Path, decide: Decide, recorded: Recorded) -> None:
    path = tmp_path / "run.jsonl"
    write(path, recorded("drift")[:40], decide)
    before = path.read_bytes()
    state, _ = decide(recorded("drift")[:25])
    journal = Journal(path, schedule=Aware(), state=Aware().init(0.05), lr0=0.05)
    journal.resume(state)
    journal.close()
    assert path.read_bytes() == before


def test_lines_lost_in_a_kill_leave_a_header_with_the_state(tmp_path: Path, decide: Decide, recorded: Recorded) -> None:
    path, whole = tmp_path / "run.jsonl", tmp_path / "whole.jsonl"
    readings = recorded("drift")[:60]
    write(whole, readings, decide)
    write(path, readings[:20], decide)
    state, _ = decide(readings[:40])
    write(path, readings[40:], decide, state=state)
    report = replay(path)
    assert report.same
    assert report.decisions == 40
    assert path.read_text().splitlines()[-20:] == whole.read_text().splitlines()[-20:]


def test_joined_journals_are_moved_aside_and_not_gone_on_with(
    tmp_path: Path, decide: Decide, recorded: Recorded, caplog: pytest.LogCaptureFixture
) -> None:
    """Guards against a resumed run that adds its lines to a file that nobody can read."""
    path = tmp_path / "run.jsonl"
    readings = recorded("drift")[:20]
    state = write(path, readings, decide)
    joined = path.read_bytes() * 2
    path.write_bytes(joined)
    write(path, recorded("drift")[20:30], decide, state=state)
    assert "line 22: found the beginning of a second run" in caplog.text
    assert (tmp_path / "run.1.jsonl").read_bytes() == joined
    assert [entry.decision.t for entry in read_journal(path).entries()] == list(range(21, 31))


def test_a_journal_resumed_within_a_process_goes_on_from_the_loaded_state(
    tmp_path: Path, decide: Decide, recorded: Recorded
) -> None:
    path, aware = tmp_path / "run.jsonl", Aware()
    readings = recorded("drift")[:60]
    state, first = decide(readings[:30])
    _, second = decide(readings[30:], state=state)
    journal = Journal(path, schedule=aware, state=aware.init(0.05), lr0=0.05)
    for reading, decision in zip(readings, first + second, strict=True):
        journal.record(reading, decision)
    journal.resume(state)
    for reading, decision in zip(readings[30:], second, strict=True):
        journal.record(reading, decision)
    journal.close()
    assert [entry.decision.t for entry in read_journal(path).entries()] == list(range(1, 61))
    assert replay(path).same


def test_an_extended_budget_is_noted_where_it_begins(tmp_path: Path, decide: Decide, recorded: Recorded) -> None:
    path = tmp_path / "run.jsonl"
    readings = recorded("drift")[:60]
    short, long = Aware(settings=AwareSettings(total_steps=40)), Aware(settings=AwareSettings(total_steps=60))
    state, decisions = decide(readings[:40], short)
    journal = Journal(path, schedule=short, state=short.init(0.05), lr0=0.05)
    for reading, decision in zip(readings[:40], decisions, strict=True):
        journal.record(reading, decision)
    journal.resume(state, long)
    for reading, decision in zip(readings[40:], decide(readings[40:], long, state=state)[1], strict=True):
        journal.record(reading, decision)
    journal.close()
    assert replay(path).same
    assert replay(path).decisions == 60


def test_another_run_on_the_same_path_moves_the_old_one_aside(
    tmp_path: Path, decide: Decide, recorded: Recorded, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "run.jsonl"
    write(path, recorded("drift")[:10], decide)
    old = path.read_bytes()
    write(path, recorded("full_batch")[:10], decide, lr=0.01)
    write(path, recorded("drift")[:10], decide, lr=0.02)
    assert (tmp_path / "run.1.jsonl").read_bytes() == old
    assert next(iter(read_journal(path).parts())).lr0 == 0.02  # type: ignore[union-attr]
    assert (tmp_path / "run.2.jsonl").exists()
    assert "held another run; it is now" in caplog.text


def test_a_journal_that_the_run_cannot_have_begun_is_moved_aside(
    tmp_path: Path, decide: Decide, recorded: Recorded
) -> None:
    path, readings = tmp_path / "run.jsonl", recorded("drift")[:40]
    write(path, readings[:35], decide)
    state, _ = decide(readings[:38])
    journal = Journal(path, schedule=Aware(), state=Aware().init(0.05), lr0=0.05)
    journal.resume(state, begun=lambda opening: readings_of(opening) != list(range(1, 33)))
    for reading, decision in zip(readings[38:], decide(readings[38:], state=state)[1], strict=True):
        journal.record(reading, decision)
    journal.close()
    assert [entry.decision.t for entry in read_journal(path).entries()] == [39, 40]
    assert replay(tmp_path / "run.1.jsonl").decisions == 35


def test_what_comes_after_a_gap_is_no_beginning(tmp_path: Path, decide: Decide, recorded: Recorded) -> None:
    path, readings = tmp_path / "run.jsonl", recorded("drift")[:40]
    write(path, readings[:5], decide)
    state, _ = decide(readings[:20])
    write(path, readings[20:30], decide, state=state)
    journal = Journal(path, schedule=Aware(), state=Aware().init(0.05), lr0=0.05)
    state, _ = decide(readings[:35])
    journal.resume(state, begun=lambda opening: readings_of(opening) == [1, 2, 3, 4, 5])
    journal.record(readings[35], decide(readings[35:36], state=state)[1][0])
    journal.close()
    assert replay(path).decisions == 16


def test_a_damaged_journal_is_moved_aside_at_a_resume(tmp_path: Path, decide: Decide, recorded: Recorded) -> None:
    path = tmp_path / "run.jsonl"
    readings = recorded("drift")[:40]
    write(path, readings, decide)
    state, _ = decide(readings[:30])
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:9], b"what is this\n", *lines[9:]]))
    write(path, readings[30:], decide, state=state)
    assert replay(path).decisions == 10
    assert b"what is this" in (tmp_path / "run.1.jsonl").read_bytes()


@pytest.mark.parametrize("content", [b"step,loss\n1,0.5\n", b"hello", b'{"a": 1}\n', b"\x00\xff\n", b"[1, 2]\n"])
def test_a_foreign_file_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "precious.csv"
    path.write_bytes(content)
    with pytest.raises(JournalError, match=r"precious\.csv, line 1: found .*no journal.*give the journal another path"):
        Journal(path, schedule=Aware(), state=Aware().init(0.1), lr0=0.1)
    assert path.read_bytes() == content


def test_a_path_that_cannot_be_a_file_is_refused(tmp_path: Path) -> None:
    for path, words in (
        (tmp_path, "path of a file, got the folder"),
        (tmp_path / "no" / "run.jsonl", "Make the folder"),
    ):
        with pytest.raises(JournalError, match=words):
            Journal(path, schedule=Aware(), state=Aware().init(0.1), lr0=0.1)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with a name")
def test_a_pipe_or_a_device_is_refused_and_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards against a constructor that reads a pipe for ever, and against /dev/stdout moved aside for a log file."""
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    for path in ("pipe", "/dev/full", "/dev/stdout", "/dev/fd/1", "-"):
        with pytest.raises(JournalError, match=rf"path of a regular file, got {path}: .* Use run\.jsonl, or leave"):
            Journal(path, schedule=Aware(), state=Aware().init(0.1), lr0=0.1)


def test_a_full_disk_ends_the_journal_with_one_warning_and_whole_lines(
    tmp_path: Path,
    decide: Decide,
    recorded: Recorded,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    path = tmp_path / "run.jsonl"
    room = [6000]
    real = os.write

    def full(fd: int, data: bytes) -> int:
        if not room[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        taken = real(fd, bytes(data)[: room[0]])
        room[0] -= taken
        return taken

    monkeypatch.setattr("awarelr.journal.sink.os.write", full)
    readings = recorded("drift")[:50]
    journal = Journal(path, schedule=Aware(), state=Aware().init(0.05), lr0=0.05, pace=Pace(lines=1))
    for reading, decision in zip(readings, decide(readings)[1], strict=True):
        journal.record(reading, decision)
    journal.close()
    warnings = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert [record.getMessage() for record in warnings] == [
        f"The journal {path} ends here: [Errno 28] No space left on device. The training goes on without it."
    ]
    assert path.read_bytes().endswith(b"\n")
    assert 0 < replay(path).decisions < 50


def test_a_record_that_cannot_be_written_ends_the_journal_and_raises_nothing(
    tmp_path: Path, decide: Decide, recorded: Recorded, caplog: pytest.LogCaptureFixture
) -> None:
    readings = recorded("drift")[:3]
    _, decisions = decide(readings)
    journal = Journal(tmp_path / "run.jsonl", schedule=Aware(), state=Aware().init(0.05), lr0=0.05)
    journal.record(readings[0], decisions[0])
    journal.flush()
    journal.record(Reading(t=2, loss=object()), decisions[1])  # type: ignore[arg-type]
    journal.record(readings[2], decisions[2])
    journal.close()
    assert len(list(read_journal(tmp_path / "run.jsonl").entries())) == 1
    assert caplog.text.count("ends here") == 1


def test_a_folder_that_vanished_is_one_warning(
    tmp_path: Path, decide: Decide, recorded: Recorded, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "runs"
    folder.mkdir()
    journal = Journal(folder / "run.jsonl", schedule=Aware(), state=Aware().init(0.05), lr0=0.05)
    folder.rmdir()
    readings = recorded("drift")[:3]
    for reading, decision in zip(readings, decide(readings)[1], strict=True):
        journal.record(reading, decision)
    journal.close()
    assert caplog.text.count("is not written") == 1


def test_lines_go_to_the_file_after_so_many_or_so_long(tmp_path: Path, decide: Decide, recorded: Recorded) -> None:
    now = [0.0]
    path = tmp_path / "run.jsonl"
    readings = recorded("drift")[:20]
    _, decisions = decide(readings)
    pace = Pace(lines=8, seconds=5.0, now=lambda: now[0])
    journal = Journal(path, schedule=Aware(), state=Aware().init(0.05), lr0=0.05, pace=pace)
    seen = []
    for reading, decision in zip(readings, decisions, strict=True):
        now[0] = 6.0 if decision.t == 10 else now[0]
        journal.record(reading, decision)
        seen.append(path.read_bytes().count(b"\n"))
    assert seen[:11] == [0, 0, 0, 0, 0, 0, 8, 8, 8, 11, 11]
    journal.flush()
    assert path.read_bytes().count(b"\n") == 21


def test_a_journal_is_complete_when_the_interpreter_ends_without_a_close(tmp_path: Path) -> None:
    program = (
        "import sys; from awarelr.journal import Journal; from awarelr.schedules import Aware;"
        "from awarelr.core import Reading; a = Aware(); s = a.init(0.1);"
        "j = Journal(sys.argv[1], schedule=a, state=s, lr0=0.1)\n"
        "for t in range(1, 6):\n"
        "    s, d = a.step(s, Reading(t=t, loss=1.0)); j.record(Reading(t=t, loss=1.0), d)"
    )
    path = tmp_path / "run.jsonl"
    subprocess.run([sys.executable, "-c", program, path], check=True)  # noqa: S603 - our own interpreter
    assert replay(path).decisions == 5


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_worker_writes_nothing(tmp_path: Path, decide: Decide, recorded: Recorded) -> None:
    readings = recorded("drift")[:5]
    journal = Journal(tmp_path / "run.jsonl", schedule=Aware(), state=Aware().init(0.05), lr0=0.05)
    for reading, decision in zip(readings, decide(readings)[1], strict=True):
        journal.record(reading, decision)
    worker = os.fork()
    if worker == 0:
        journal.close()
        os._exit(0)
    os.waitpid(worker, 0)
    journal.close()
    assert len(list(read_journal(tmp_path / "run.jsonl").entries())) == 5


def test_a_journal_being_written_is_not_copied(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "run.jsonl", schedule=Aware(), state=Aware().init(0.1), lr0=0.1)
    with pytest.raises(CopyError, match="Give the copy another path"):
        copy.deepcopy(journal)


_SECOND = """
import sys
from awarelr.core import Reading
from awarelr.journal import Journal
from awarelr.schedules import Aware
aware = Aware()
state = aware.init(0.05)
journal = Journal(sys.argv[1], schedule=aware, state=state, lr0=0.05)
for t in range(1, 100):
    reading = Reading(t=t, loss=1.0 / t)
    state, decision = aware.step(state, reading)
    journal.record(reading, decision)
    if t == 70:
        print("begun", flush=True)
        sys.stdin.readline()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no locks that end with their process")
def test_a_second_process_on_the_same_path_takes_another_file(
    tmp_path: Path, decide: Decide, recorded: Recorded, caplog: pytest.LogCaptureFixture
) -> None:
    path, other = tmp_path / "run.jsonl", tmp_path / "run.1.jsonl"
    command = [sys.executable, "-c", _SECOND, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - ours
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        with caplog.at_level(logging.WARNING, "awarelr"):
            write(path, recorded("drift")[:80], decide)
        process.communicate("\n")
    assert f"{path} is being written by another process; this journal is {other}." in caplog.text
    assert [sum(1 for _ in read_journal(each).entries()) for each in (path, other)] == [99, 80]
    write(path, recorded("drift")[:3], decide)  # the lock has ended with its process
    assert (tmp_path / "run.2.jsonl").exists()


def test_a_run_resumed_where_a_stage_ends_goes_on_in_its_own_journal(tmp_path: Path) -> None:
    path, chain = tmp_path / "run.jsonl", Chain((Stage(Constant(), steps=5), Stage(Aware())))
    state: Any = chain.init(0.1)
    for _ in range(2):
        journal = Journal(path, chain, state, 0.1)
        for t in range(state.t + 1, state.t + 6):
            reading = Reading(t=t, loss=1.0 / t)
            state, decision = chain.step(state, reading)
            journal.record(reading, decision)
        journal.close()
        state = chain.load(chain.dump(state))
    assert [each.name for each in tmp_path.iterdir()] == ["run.jsonl"]
    assert sum(1 for _ in read_journal(path).entries()) == 10
