"""`.ci/run` passes only what ran and passed; a stand-in for make shows it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(shutil.which("timeout") is None, reason=".ci/run needs the command timeout")

STAND_IN = '#!/bin/sh\n[ "$1" != "$BROKEN" ]\n'


def ci(root: Path, tools: Path, **environment: str) -> tuple[int, str]:
    """Run `.ci/run` with a make that only fails at the target named BROKEN; return its status and its last line."""
    make = tools / "make"
    make.write_text(STAND_IN)
    make.chmod(0o755)
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        [root / ".ci" / "run"],
        check=False,
        env={**os.environ, "PATH": path, "BROKEN": "", "BUDGET_MINUTES": "45", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return ran.returncode, ran.stdout.splitlines()[-1]


def test_it_passes_when_every_target_does(root: Path, tmp_path: Path) -> None:
    status, last = ci(root, tmp_path)
    assert (status, last.partition(":")[2]) == (0, " test check coverage test-browser docs test-slow bench-cost ")


@pytest.mark.parametrize("target", ["test", "check", "coverage", "test-browser", "docs", "test-slow", "bench-cost"])
def test_it_fails_with_each_target(root: Path, tmp_path: Path, target: str) -> None:
    assert ci(root, tmp_path, BROKEN=target) == (1, f"not passed: {target}")


def test_it_leaves_out_what_does_not_fit(root: Path, tmp_path: Path) -> None:
    status, last = ci(root, tmp_path, BUDGET_MINUTES="9", BROKEN="test-slow")
    assert status == 0
    assert "test-slow" not in last


@pytest.mark.parametrize("budget", ["0", "0.1", "-3", "soon"])
def test_it_refuses_a_budget_it_cannot_read(root: Path, tmp_path: Path, budget: str) -> None:
    """Guards against the first version, which ran nothing with a budget of 0.1 and said that all had passed."""
    status, last = ci(root, tmp_path, BUDGET_MINUTES=budget)
    assert status == 2
    assert last == f"BUDGET_MINUTES must be a whole number from 1 (minutes), got '{budget}'. Leave it out for 45."
