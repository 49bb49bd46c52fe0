"""`awarelr replay` says whether every decision comes out again, and ends with 1 if not."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]


def test_a_true_journal_ends_with_0(call: Call, small: Path) -> None:
    done = call("replay", small)
    assert done.exit_code == 0
    assert "all 30 decisions came out as recorded, bit for bit" in done.stdout


def test_the_standard_input_is_replayed(call: Call, small: Path) -> None:
    done = call("replay", "-", given=small.read_bytes())
    assert done.exit_code == 0
    assert "standard input: all 30 decisions came out" in done.stdout


def test_a_changed_journal_ends_with_1_and_lists_the_differences(call: Call, small: Path) -> None:
    lines = small.read_text().splitlines()
    data = json.loads(lines[20])
    data["decision"]["lr"] = 0.5
    lines[20] = json.dumps(data)
    small.write_text("\n".join(lines) + "\n")
    done = call("replay", small)
    assert done.exit_code == 1
    assert "line 21, reading 20: lr recorded as 0.5, derived as 0.0" in done.stdout
    assert "1 of 30 decisions came out otherwise" in done.stdout
    assert "--tolerance 1e-12" in done.stdout


def test_no_journal_ends_with_2(call: Call, tmp_path: Path) -> None:
    done = call("replay", tmp_path / "none.jsonl")
    assert done.exit_code == 2
    assert "cannot be read" in done.stderr


@pytest.mark.parametrize("lines", [0, 1])
def test_a_journal_without_a_decision_ends_with_2(call: Call, small: Path, lines: int) -> None:
    """Guards against a check that passes because nothing was checked."""
    small.write_bytes(b"".join(small.read_bytes().splitlines(keepends=True)[:lines]))
    done = call("replay", small)
    assert done.exit_code == 2
    assert "holds no decision yet, so there is nothing to replay" in done.stderr
    assert done.stdout == ""


def test_a_tolerance_is_said(call: Call, small: Path) -> None:
    assert "to 1e-12 relative" in call("replay", small, "--tolerance", "1e-12").stdout
