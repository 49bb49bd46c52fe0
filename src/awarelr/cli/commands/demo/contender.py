"""What takes part in the demo."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, final

from awarelr.core.decision import Decision

__all__ = ["Contender", "Kind", "Moment", "Result", "Setting"]

Kind = Literal["AwareLR", "constant", "cosine"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One training step.

    Args:
        loss: mini-batch loss before the step.
        lr: LR that the step used.
        decision: what was decided after it; None for a schedule that does not look.
    """

    loss: float
    lr: float
    decision: Decision | None = None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How good the trained weights are on data they have not seen.

    Args:
        loss: mean validation loss.
        accuracy: share of validation examples that are right.
    """

    loss: float
    accuracy: float


class Contender(Protocol):
    """One training under one schedule."""

    def step(self) -> Moment:
        """Train one step."""
        ...

    def result(self) -> Result:
        """Measure the weights as they are now, at their best: averaged where that helps."""
        ...

    def explain(self) -> str:
        """Say why the LR is what it is, the whole run first; empty for a schedule that does not look."""
        ...

    def close(self) -> None:
        """Let go of optimizer and journal."""
        ...


class Setting(Protocol):
    """A model, its data and its optimizer: everything but the schedule."""

    @property
    def title(self) -> str:
        """What is trained, in one line."""
        ...

    @property
    def usual_lr(self) -> float:
        """The LR that a person would start with."""
        ...

    def start(self, kind: Kind, lr: float, steps: int, journal: Path | None = None) -> Contender:
        """Begin a training, always from the same weights.

        Args:
            kind: the schedule.
            lr: the LR that it is given.
            steps: budget in steps; told to the cosine only.
            journal: file for the run's journal; for `AwareLR` only.
        """
        ...
