"""The protocol that every scheduler stands behind."""

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

from awarelr.core.decision import Decision
from awarelr.core.reading import Reading

__all__ = ["Schedule", "ScheduleState"]


class ScheduleState(Protocol):
    """What an adapter reads from the state of any scheduler."""

    @property
    def t(self) -> int:
        """Readings so far."""
        ...

    @property
    def clock(self) -> int:
        """Readings that the sensor's windows follow; ``t`` unless the schedule has a clock of its own."""
        ...

    @property
    def written_lr(self) -> float:
        """LR to be in force at the next step."""
        ...


S = TypeVar("S", bound=ScheduleState)


class Schedule(Protocol[S]):
    """A scheduler: frozen settings; state and reading in, state and decision out.

    The LR in force at reading ``t`` (from 1) is the ``written_lr`` of the state before it.
    """

    @property
    def name(self) -> str:
        """Key in the registry of schedules, such as ``"inverse_scaling"``."""
        ...

    @property
    def reads_path(self) -> bool:
        """True if gradients and parameters must be measured; False if the loss or nothing is enough."""
        ...

    def init(self, lr: float) -> S:
        """Return the state before the first reading.

        Raises:
            SettingError: ``lr`` cannot be a starting LR.
        """
        ...

    def step(self, state: S, reading: Reading) -> tuple[S, Decision]:
        """Decide on one reading; whatever it holds is a fact, never an error."""
        ...

    def snapshot_due(self, state: S, ahead: int = 0) -> bool:
        """True if the reading ``ahead`` after the next may keep a snapshot: its parameters must then be set aside."""
        ...

    def dump(self, state: S) -> dict[str, Any]:
        """Return the state as plain JSON types."""
        ...

    def load(self, data: Mapping[str, Any]) -> S:
        """Return the state that `dump` wrote.

        Raises:
            StateError: a key is missing, unknown or of another type.
        """
        ...
