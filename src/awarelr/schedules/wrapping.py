"""What the wrappers share: one state, one way to save it, one check of what they wrap."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol, final, runtime_checkable

from awarelr.core.codec import decode, encode
from awarelr.core.decision import Action, Decision
from awarelr.core.reading import Reading
from awarelr.core.schedule import Schedule, ScheduleState
from awarelr.core.statistics import finite
from awarelr.errors import SettingError, StateError

__all__ = [
    "HANDED_OVER",
    "Inner",
    "Progress",
    "Steerable",
    "Wrappable",
    "WrapperState",
    "dump_wrapper",
    "forwarded",
    "handed_over",
    "load_wrapper",
    "moved_inner",
    "restarted",
]

Inner = Schedule[Any]
"""Any scheduler, seen from a wrapper that does not look into its state."""
HANDED_OVER = 3
"""Last readings before another scheduler takes charge whose weights are kept for it (*ours*)."""
_METHODS = ("init", "step", "snapshot_due", "dump", "load")


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What a wrapper itself remembers.

    Args:
        t: readings so far.
        first_lr: LR given at the start, which every wrapped scheduler has accepted.
        lr0: the same, rescaled where somebody else wrote the LR.
        written_lr: LR to be in force at the next step.
        overrides: how often in a row somebody else wrote the LR while the wrapper was in charge.
        stage: which of several wrapped schedulers is in charge, from 0.
    """

    t: int = 0
    first_lr: float
    lr0: float
    written_lr: float
    overrides: int = 0
    stage: int = 0


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class WrapperState:
    """State of a wrapper around the state of the scheduler in charge.

    Args:
        progress: what the wrapper remembers.
        inner: state of the wrapped scheduler.
    """

    progress: Progress
    inner: ScheduleState

    @property
    def t(self) -> int:
        """Readings so far, the wrapper's and the inner scheduler's together."""
        return self.progress.t

    @property
    def clock(self) -> int:
        """Clock of the inner scheduler, which the sensor's windows follow."""
        return self.inner.clock

    @property
    def written_lr(self) -> float:
        """LR to be in force at the next step."""
        return self.progress.written_lr


@runtime_checkable
class Steerable(Protocol):
    """A scheduler whose next LR follows from its last one, so that a bound must reach its state."""

    def moved(self, state: Any, lr: float) -> Any:  # noqa: ANN401 - the wrapper does not look into the state
        """Return the state as if ``lr`` had been decided."""
        ...


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Wrappable:
    """A schedule, not its class nor its name; a constraint like those for numbers and names."""

    def complaint(self, name: str, value: object) -> str | None:
        """Word what is wrong with ``value``, or return None if nothing is."""
        if not isinstance(value, type) and all(callable(getattr(value, each, None)) for each in _METHODS):
            return None
        return f"{name} must be a schedule, got {value!r}. Pass an instance, such as Constant()."


def handed_over(reading: Reading) -> Action:
    """Keep a finite reading's weights for a scheduler that takes charge soon: its first one may be a bad batch's."""
    return Action.KEEP_SNAPSHOT if reading.set_aside and finite(reading) else Action.NONE


def forwarded(inner: Inner, state: Any, reading: Reading) -> tuple[Any, Decision]:  # noqa: ANN401
    """Let the inner scheduler decide; the reading is numbered as the inner scheduler counts."""
    return inner.step(state, replace(reading, t=state.t + 1))


def moved_inner(inner: Inner, state: Any, lr: float) -> Any:  # noqa: ANN401
    """Tell the inner scheduler which LR became of its decision, if it can be told."""
    return inner.moved(state, lr) if isinstance(inner, Steerable) else state


def restarted(inner: Inner, lr: float, lr_if_refused: float) -> Any:  # noqa: ANN401
    """Start the inner scheduler in the middle of a run, where an LR that it refuses must not end the training."""
    try:
        return inner.init(lr)
    except SettingError:
        return inner.init(lr_if_refused)


def dump_wrapper(inner: Inner, state: WrapperState) -> dict[str, Any]:
    """Return a wrapper's state as plain JSON types."""
    return {"progress": encode(state.progress), "inner": inner.dump(state.inner)}


def load_wrapper(data: Mapping[str, Any]) -> tuple[Progress, Any]:
    """Return what `dump_wrapper` wrote: the wrapper's own part, and the inner part as it stands.

    Raises:
        StateError: a key is missing, unknown or of another type.
    """
    if not isinstance(data, Mapping) or set(data) != {"progress", "inner"}:
        keys = ", ".join(sorted(map(str, data))) if isinstance(data, Mapping) else repr(data)
        message = (
            f"state of a wrapper must have exactly the keys progress, inner; got {keys}. "
            f"It was written by another schedule or changed since; use the schedule that wrote it, or start afresh."
        )
        raise StateError(message)
    return decode(Progress, data["progress"], "state.progress"), data["inner"]
