"""A journal of few readings, for commands that read one."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from awarelr.core import Reading
from awarelr.journal import Journal
from awarelr.schedules import Aware


@pytest.fixture
def journal_of(tmp_path: Path) -> Callable[[Iterable[Reading]], Path]:
    """Return a function that writes ``run.jsonl``, as decided on the readings from an LR of 0.05, and its path."""

    def written(readings: Iterable[Reading]) -> Path:
        aware, path = Aware(), tmp_path / "run.jsonl"
        state = aware.init(0.05)
        journal = Journal(path, aware, state, 0.05)
        for reading in readings:
            state, decision = aware.step(state, reading)
            journal.record(reading, decision)
        journal.close()
        return path

    return written
