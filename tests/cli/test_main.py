"""The entry point: its exit status, and what it says when the extra is missing."""

import subprocess
import sys

import pytest

from awarelr import cli

WITHOUT = """
import sys
sys.modules[{name!r}] = None
from awarelr.cli import main
sys.argv = ["awarelr", "explain", "run.jsonl"]
main()
"""


@pytest.mark.parametrize("name", ["typer", "rich"])
def test_a_missing_extra_is_a_message_and_status_2(name: str) -> None:
    code = WITHOUT.format(name=name)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 2
    assert "pip install 'awarelr[cli]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_entry_point_ends_with_the_commands_status(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["awarelr", "explain", "there-is-none.jsonl"])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == 2
