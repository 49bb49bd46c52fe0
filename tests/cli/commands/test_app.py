"""The commands are listed, and a slip of the finger is answered with the nearest."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]


def test_help_lists_the_commands_and_the_exit_status(call: Call) -> None:
    done = call("--help")
    assert done.exit_code == 0
    for words in ("demo", "explain", "replay", "1 a replay differs", "2 bad input"):
        assert words in done.output


@pytest.mark.parametrize("command", [("explain",), ("replay",), ("report",), ("watch", "--once", "--plain")])
def test_two_runs_in_one_journal_are_refused_by_every_command(
    call: Call, small: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    """Guards against one story, one page or one replay of two runs."""
    monkeypatch.chdir(small.parent)
    small.write_bytes(small.read_bytes() * 2)
    done = call(command[0], small, *command[1:])
    assert done.exit_code == 2
    assert f"{small}, line 32: found the beginning of a second run" in done.stderr
    assert f"tail -n +32 {small} > second.jsonl" in done.stderr


@pytest.mark.parametrize(("typed", "meant"), [("explian", "explain"), ("replya", "replay"), ("dmeo", "demo")])
def test_an_unknown_command_suggests_the_nearest(call: Call, typed: str, meant: str) -> None:
    done = call(typed)
    assert done.exit_code == 2
    assert f"Did you mean '{meant}'" in done.output
