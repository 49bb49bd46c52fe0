"""An output that is full, closed or left by its reader ends a command as documented, and never with a traceback."""

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from awarelr.cli.streams import ReaderLeft, guarded_streams
from awarelr.core import Reading

FULL = Path("/dev/full")
COMMANDS = [
    ("explain", "run.jsonl"),
    ("replay", "run.jsonl"),
    ("report", "run.jsonl"),
    ("watch", "run.jsonl", "--once"),
    ("diagnose", "log.csv", "--fail-on", "unhealthy"),
    ("--help",),
]
"""Each prints its own way: text, lines of a live view, tables of rich."""


@pytest.fixture
def place(tmp_path: Path, journal_of: Callable[..., Path]) -> Path:
    """Return a folder with a journal, one whose decisions do not come out as recorded, and a log with NaN."""
    path = journal_of(Reading(t=t, loss=1.0 / t) for t in range(1, 6))
    (tmp_path / "changed.jsonl").write_text(path.read_text().replace('"lr_before":0.005', '"lr_before":0.004'))
    (tmp_path / "log.csv").write_text("step,loss\n" + "".join(f"{i},{2 - i / 40}\n" for i in range(40)))
    (tmp_path / "bad.csv").write_text("step,loss\n0,1.1\n1,1.5\n2,0.8\n3,nan\n4,nan\n5,nan\n")
    return tmp_path


@contextmanager
def left_pipe() -> Iterator[int]:
    """Yield the writing end of a pipe that nobody reads."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        yield writing
    finally:
        os.close(writing)


def ended(arguments: tuple[str, ...], place: Path, stdout: int, *options: str) -> tuple[int, str]:
    """Return exit status and messages of a command."""
    command = [sys.executable, *options, "-m", "awarelr", *arguments]
    done = subprocess.run(  # noqa: S603
        command, cwd=place, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False
    )
    return done.returncode, done.stderr


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda each: each[0])
def test_a_full_output_is_a_message_and_status_3(place: Path, arguments: tuple[str, ...]) -> None:
    """Guards against a traceback with status 1, which says that a replay differs."""
    with FULL.open("w") as full:
        status, words = ended(arguments, place, full.fileno())
    assert status == 3
    assert words.startswith("The standard output cannot be written: No space left on device. ")
    assert words.count("\n") == 1


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
def test_a_full_output_without_a_buffer_is_no_other(place: Path) -> None:
    with FULL.open("w") as full:
        assert ended(("explain", "run.jsonl"), place, full.fileno(), "-u")[0] == 3


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda each: each[0])
def test_a_reader_who_leaves_ends_a_command_quietly(place: Path, arguments: tuple[str, ...]) -> None:
    """Guards against a failure wherever somebody looks at the first lines only."""
    with left_pipe() as writing:
        assert ended(arguments, place, writing) == (0, "")


@pytest.mark.parametrize(
    "arguments",
    [("replay", "changed.jsonl"), ("diagnose", "bad.csv", "--fail-on", "unhealthy")],
    ids=lambda each: each[0],
)
def test_a_status_that_says_what_was_found_says_so_without_a_reader(place: Path, arguments: tuple[str, ...]) -> None:
    with left_pipe() as writing:
        assert ended(arguments, place, writing) == (1, "")


def test_an_output_that_was_closed_before_the_start_is_a_message_and_status_3(place: Path) -> None:
    command = f'exec "{sys.executable}" -m awarelr explain run.jsonl >&-'
    done = subprocess.run(["sh", "-c", command], cwd=place, stderr=subprocess.PIPE, check=False)  # noqa: S603, S607
    assert done.returncode == 3
    assert done.stderr.startswith(b"The standard output cannot be written: Bad file descriptor. ")


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
@pytest.mark.parametrize("messages", ["2>/dev/full", "2>&-"])
def test_messages_that_cannot_be_written_change_no_status(place: Path, messages: str) -> None:
    command = f'exec "{sys.executable}" -m awarelr explain none.jsonl {messages}'
    assert subprocess.run(["sh", "-c", command], cwd=place, check=False).returncode == 2  # noqa: S603, S607


def test_within_it_the_rest_is_dropped_and_the_streams_are_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    with left_pipe() as writing:
        stream = io.TextIOWrapper(io.FileIO(os.dup(writing), "w"), write_through=True)
        monkeypatch.setattr(sys, "stdout", stream)
        with guarded_streams():
            with pytest.raises(ReaderLeft):
                print("first", flush=True)  # noqa: T201 - as a command prints
            print("second", flush=True)  # noqa: T201
        assert sys.stdout is stream
        stream.close()
