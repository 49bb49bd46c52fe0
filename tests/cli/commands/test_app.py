"""The commands are listed, and a slip of the finger is answered with the nearest."""

from collections.abc import Callable
from typing import Any

import pytest

Call = Callable[..., Any]


def test_help_lists_the_commands_and_the_exit_status(call: Call) -> None:
    done = call("--help")
    assert done.exit_code == 0
    for words in ("demo", "explain", "replay", "1 a replay differs", "2 bad input"):
        assert words in done.output


@pytest.mark.parametrize(("typed", "meant"), [("explian", "explain"), ("replya", "replay"), ("dmeo", "demo")])
def test_an_unknown_command_suggests_the_nearest(call: Call, typed: str, meant: str) -> None:
    done = call(typed)
    assert done.exit_code == 2
    assert f"Did you mean '{meant}'" in done.output
