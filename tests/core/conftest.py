"""Recorded runs of the prototype, and a run of the control law over any readings."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from awarelr.core import AwareSettings, Decision, Horizons, Reading, State, controller

VECTORS = Path(__file__).parent / "vectors"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A recorded run: what went in, and what the prototype answered."""

    settings: AwareSettings
    lr: float
    first_written_lr: float
    readings: list[Reading]
    answers: list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One step of the control law."""

    before: State
    reading: Reading
    after: State
    decision: Decision


@pytest.fixture(scope="session")
def recorded() -> Callable[[str], Recorded]:
    """Return a recorded run by its name."""

    def load(name: str) -> Recorded:
        head, *rows = [json.loads(line) for line in (VECTORS / f"{name}.jsonl").read_text().splitlines()]
        return Recorded(
            settings=AwareSettings(total_steps=head["total_steps"], lower_gain=head["lower_gain"], snapshot_every=25),
            lr=head["initial_lr"],
            first_written_lr=head["first_written_lr"],
            readings=[_reading(row) for row in rows],
            answers=rows,
        )

    return load


@pytest.fixture(scope="session")
def drive() -> Callable[..., list[Taken]]:
    """Return a function that decides on readings; ``follow`` marks those as a probe's that belong to one."""

    def run(
        settings: AwareSettings, start: "float | State", readings: Iterable[Reading], *, follow: bool = True
    ) -> list[Taken]:
        state = start if isinstance(start, State) else controller.init(settings, start)
        steps = []
        for given in readings:
            reading = replace(given, probe=state.probe is not None) if follow else given
            after, decision = controller.step(settings, state, reading)
            steps.append(Taken(before=state, reading=reading, after=after, decision=decision))
            state = after
        return steps

    return run


def _reading(row: dict[str, Any]) -> Reading:
    numbers: dict[str, Any] = {
        name: None if row[name] is None else float(row[name]) for name in ("loss", "grad_norm", "gain", "displacement")
    }
    return Reading(t=row["t"], probe=row["probe"], alignment=Horizons(**(row["alignment"] or {})), **numbers)
