"""A tracker that writes down what it is told, and a run to tell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest

from awarelr.core import Action, Decision, Reading
from awarelr.core.diagnosis import Situation


@dataclass
class Notebook:
    """Keeps everything; raises at a step if told to.

    Args:
        every: steps between two points.
        breaks_at: step at which everything raises; 0 never.
    """

    every: int = 10
    breaks_at: int = 0
    numbers: dict[int, dict[str, float]] = field(default_factory=dict)
    words: list[tuple[int, str, str]] = field(default_factory=list)
    closed: int = 0

    def scalars(self, values: Mapping[str, float], step: int) -> None:
        if step == self.breaks_at:
            message = "disk full"
            raise OSError(message)
        self.numbers[step] = dict(values)

    def text(self, name: str, words: str, step: int) -> None:
        self.words.append((step, name, words))

    def close(self) -> None:
        self.closed += 1


@dataclass(frozen=True)
class Pair:
    """A reading and its decision, as a journal's entry has them."""

    reading: Reading
    decision: Decision


@pytest.fixture
def run() -> list[Pair]:
    """Return 40 decisions: a warm-up, a rise, a fault at step 25 that is put back."""

    def pair(t: int) -> Pair:
        fault = t == 25
        named = Situation.NON_FINITE if fault else Situation.WARMING_UP if t < 15 else Situation.RAISING
        decision = Decision(
            t=t,
            clock=t,
            lr_before=0.1,
            lr=0.1,
            written_lr=0.1,
            situation=named,
            evidence={"loss": float("nan"), "since_last": 3.0} if fault else {"z_long": 2.0},
            sentence="the loss is NaN" if fault else "the path points downhill",
            action=Action.RESTORE if fault else Action.NONE,
        )
        loss = float("nan") if fault else 1.0 / t
        return Pair(Reading(t=t, loss=loss, validation=0.5 if t == 33 else None), decision)

    return [pair(t) for t in range(1, 41)]


@pytest.fixture
def notebook() -> Callable[..., Notebook]:
    return Notebook
