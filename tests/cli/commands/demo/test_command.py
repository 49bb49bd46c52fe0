"""`awarelr demo` as a person calls it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from awarelr.journal import replay

pytest.importorskip("torch")
pytest.importorskip("sklearn")

Call = Callable[..., Any]
PROGRAM = "import sys; from awarelr.cli import main; sys.argv[0] = 'awarelr'; main()"


@pytest.mark.torch
def test_a_plain_demo_trains_and_sums_up(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PROGRAM, "demo", "--plain", "--steps", "40", "--journal", "run.jsonl"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path, timeout=120)  # noqa: S603
    for words in ("1,000 x too small", "30 x too large", "tuned cosine", "AwareLR from 0.0001: 40 steps."):
        assert words in done.stdout
    assert "\x1b" not in done.stdout
    assert replay(tmp_path / "run.jsonl").same
    assert replay(tmp_path / "run-2.jsonl").decisions == 40


@pytest.mark.torch
def test_without_a_terminal_it_is_plain_by_itself(call: Call) -> None:
    done = call("demo", "--steps", "10")
    assert done.exit_code == 0
    assert "\x1b" not in done.output
    assert "validation loss" in done.output


@pytest.mark.torch
def test_an_interrupt_ends_with_130_and_no_traceback() -> None:
    command = [sys.executable, "-u", "-c", PROGRAM, "demo", "--plain", "--steps", "500"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout is not None
        assert process.stderr is not None
        for line in process.stdout:
            if "1 of 8" in line:  # before it, torch is still being imported, and parts of it lose an interrupt
                break
        os.kill(process.pid, signal.SIGINT)
        process.wait(timeout=60)
        errors = process.stderr.read()
    assert process.returncode == 130
    assert "Interrupted." in errors
    assert "Traceback" not in errors


def test_a_foreign_journal_is_refused_before_anything_is_trained(call: Call, tmp_path: Path) -> None:
    (tmp_path / "run-2.txt").write_text("mine\n")
    done = call("demo", "--plain", "--steps", "10", "--journal", tmp_path / "run.txt")
    assert done.exit_code == 2
    assert "run-2.txt, line 1: found 'mine', so the file is no journal" in done.stderr
    assert done.stdout == ""
