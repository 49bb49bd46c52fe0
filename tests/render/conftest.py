"""Recorded runs, decided on by `Aware`."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from awarelr.core import AwareSettings, Decision, Horizons, Reading
from awarelr.schedules import Aware

VECTORS = Path(__file__).parents[1] / "core" / "vectors"


@pytest.fixture(scope="session")
def decided() -> Callable[[str], list[tuple[Reading, Decision]]]:
    """Return readings and decisions of a recorded run by its name."""

    def number(data: float | str | None) -> float | None:
        return None if data is None else float(data)

    def run(name: str) -> list[tuple[Reading, Decision]]:
        first, *rest = (json.loads(line) for line in (VECTORS / f"{name}.jsonl").read_text().splitlines())
        aware = Aware(settings=AwareSettings(total_steps=first["total_steps"]))
        state = aware.init(first["initial_lr"])
        pairs = []
        for row in rest:
            reading = Reading(
                t=row["t"],
                probe=row["probe"],
                loss=number(row["loss"]),
                grad_norm=number(row["grad_norm"]),
                alignment=Horizons(**{key: number(value) for key, value in (row["alignment"] or {}).items()}),
                gain=number(row["gain"]),
                displacement=number(row["displacement"]),
            )
            state, decision = aware.step(state, reading)
            pairs.append((reading, decision))
        return pairs

    return run
