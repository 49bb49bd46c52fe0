"""Readings of recorded runs, and a run of any schedule over any readings."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from awarelr.core import Decision, Horizons, Reading
from awarelr.core.schedule import Schedule
from awarelr.schedules import Aware

VECTORS = Path(__file__).parents[1] / "core" / "vectors"


@pytest.fixture(scope="session")
def recorded() -> Callable[[str], list[Reading]]:
    """Return the readings of a recorded run by its name."""

    def number(data: float | str | None) -> float | None:
        return None if data is None else float(data)

    def load(name: str) -> list[Reading]:
        rows = [json.loads(line) for line in (VECTORS / f"{name}.jsonl").read_text().splitlines()[1:]]
        return [
            Reading(
                t=row["t"],
                probe=row["probe"],
                loss=number(row["loss"]),
                grad_norm=number(row["grad_norm"]),
                alignment=Horizons(**{key: number(value) for key, value in (row["alignment"] or {}).items()}),
                gain=number(row["gain"]),
                displacement=number(row["displacement"]),
            )
            for row in rows
        ]

    return load


@pytest.fixture(scope="session")
def decide() -> Callable[..., tuple[Any, list[Decision]]]:
    """Return a function that decides on readings: final state and decisions."""

    def run(
        readings: Iterable[Reading], schedule: Schedule[Any] | None = None, lr: float = 0.05, state: Any = None
    ) -> tuple[Any, list[Decision]]:
        schedule = schedule or Aware()
        state = schedule.init(lr) if state is None else state
        decisions = []
        for reading in readings:
            state, decision = schedule.step(state, reading)
            decisions.append(decision)
        return state, decisions

    return run
