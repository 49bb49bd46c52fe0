"""Decisions to watch, and a clock that moves when it is told."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from awarelr.core import Decision, Horizons, Reading
from awarelr.schedules import Aware


@dataclass
class Clock:
    """A clock by hand."""

    time: float = 100.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands still."""
    return Clock()


@pytest.fixture(scope="session")
def pairs() -> Callable[[int], list[tuple[Reading, Decision]]]:
    """Return a function that makes readings of a falling loss and the decisions on them."""

    def make(count: int) -> list[tuple[Reading, Decision]]:
        aware = Aware()
        state, made = aware.init(0.01), []
        for t in range(1, count + 1):
            reading = Reading(
                t=t, loss=float("nan") if t == 30 else 2.0 / t, grad_norm=1.0, alignment=Horizons(short=0.4, long=0.6)
            )
            state, decision = aware.step(state, reading)
            made.append((reading, decision))
        return made

    return make
