"""Journals to report on."""

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from awarelr.core import Horizons, Reading
from awarelr.journal import Journal
from awarelr.schedules import Aware


@pytest.fixture
def journal(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes the journal of a run that falls, is not finite at one step, and is validated."""

    def write(name: str = "run.jsonl", *, steps: int = 120, fault: int = 60, seed: int = 7) -> Path:
        aware, path = Aware(), tmp_path / name
        path.parent.mkdir(exist_ok=True)
        state = aware.init(0.05)
        kept = Journal(path, aware, state, 0.05, meta={"seed": seed, "note": "<img src=x onerror=alert(1)>"})
        for t in range(1, steps + 1):
            up = 0.5 if t < steps / 2 else -0.4
            reading = Reading(
                t=t,
                loss=math.nan if t == fault else 2.0 / t**0.5 + 0.01 * (t % 3),
                grad_norm=1.0,
                alignment=Horizons(short=up, medium=up, long=up),
                validation=2.1 / t**0.5 if t % 20 == 0 else None,
            )
            state, decision = aware.step(state, reading)
            kept.record(reading, decision)
        kept.close()
        return path

    return write
