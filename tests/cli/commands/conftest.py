"""A command line to call, and a small journal."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from awarelr.cli.commands.app import app
from awarelr.core import Horizons, Reading
from awarelr.journal import Journal
from awarelr.schedules import Aware


@pytest.fixture
def call() -> Callable[..., Any]:
    """Return a function that calls the command line with arguments and returns what came out."""

    def run(*arguments: object) -> Any:
        return CliRunner().invoke(app, [str(each) for each in arguments])

    return run


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return the journal of a short rise."""
    aware, path = Aware(), tmp_path / "run.jsonl"
    state = aware.init(0.05)
    journal = Journal(path, aware, state, 0.05)
    for t in range(1, 31):
        reading = Reading(t=t, loss=1.0 / t, grad_norm=1.0, alignment=Horizons(short=0.5, medium=0.5, long=0.5))
        state, decision = aware.step(state, reading)
        journal.record(reading, decision)
    journal.close()
    return path
