"""ConB: the condition is named from the loss alone, and answered."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, final

from awarelr.constraints import Constraint, Interval
from awarelr.core.codec import decode, encode
from awarelr.core.decision import Decision
from awarelr.core.diagnosis import Diagnosis, Situation
from awarelr.core.observation import Observation
from awarelr.core.reading import Reading
from awarelr.core.situations import non_finite
from awarelr.schedules.conditions import diagnose
from awarelr.schedules.conditions.answers import Steering, answered, answered_fault
from awarelr.schedules.conditions.memory import Memory, after_drift, after_rise, remembered
from awarelr.schedules.ownership import claimed
from awarelr.schedules.start import check_settings, checked_start, crossed

__all__ = ["ConditionBased", "ConditionState"]

_CONSTRAINTS: dict[str, Constraint] = {
    "lr_min": Interval(low=0.0, unit="LR", remedy="Use 0 for no floor."),
    "lr_max": Interval(low=0.0, low_open=True, high_open=False, unit="LR", remedy="Use math.inf for no ceiling."),
}
_LARGEST = 1e150
_FARTHEST = 1e4
"""The LR stays within this factor of the one given (*ours*, as in the core)."""
_REPEATED = 20.0
_ANNOUNCING = (Situation.OSCILLATING, Situation.DIVERGED, Situation.SPIKE)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionState:
    """State of `ConditionBased`.

    Args:
        t: readings so far.
        first_lr: LR given, or that somebody else wrote.
        overrides: how often in a row somebody else wrote the LR.
        memory: the past of the loss curve.
        steering: what the answers remember.
        situation: the condition named last.
        last_fault: last reading whose loss was not finite; None if there was none.
    """

    t: int = 0
    first_lr: float
    overrides: int = 0
    memory: Memory = Memory()  # noqa: RUF009 - frozen
    steering: Steering
    situation: Situation = Situation.WARMING_UP
    last_fault: int | None = None

    @property
    def clock(self) -> int:
        """Readings so far."""
        return self.t

    @property
    def written_lr(self) -> float:
        """LR to be in force at the next step."""
        return self.steering.lr


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionBased:
    """ConB: names the condition from the loss alone, and raises or lowers the LR accordingly.

    For loops that can hand over nothing but a loss. It tells apart warming up, descending, plateau, noise floor,
    oscillating, spike, diverged, drifted, dead and non-finite; none of it depends on the loss's zero or unit. It cannot
    restore weights. Prefer `Aware` where gradients can be read: it sees the condition before the loss shows it; prefer
    `ReduceOnPlateau` where the metric comes once an epoch and the LR must never rise.

    Args:
        lr_min: the LR never falls below it; nor below a ten-thousandth of the LR given.
        lr_max: the LR never rises above it; nor above 10,000 times the LR given.

    Raises:
        SettingError: at least one setting is out of range; the message lists all.

    Example:
        >>> from awarelr.schedules import simulate
        >>> decisions = simulate(ConditionBased(), 0.1, [10.0 - 0.2 * t for t in range(20)])
        >>> decisions[-1].situation.label, decisions[-1].lr > 0.1
        ('descending', True)

    Source: *ours*, our reading of the name; the slope test is used alike in dlib's training loop.
    """

    lr_min: float = 0.0
    lr_max: float = math.inf

    def __post_init__(self) -> None:
        """Check every setting and report all faults in one message."""
        check_settings(self, _CONSTRAINTS, lambda: crossed(self.lr_min, self.lr_max))

    @property
    def name(self) -> str:
        """Key in the registry of schedules."""
        return "conb"

    @property
    def reads_path(self) -> bool:
        """The loss is enough."""
        return False

    def init(self, lr: float) -> ConditionState:
        """Return the state before the first reading."""
        lr = checked_start(lr, self.lr_min, self.lr_max)
        return ConditionState(first_lr=lr, steering=Steering(lr=lr))

    def step(self, state: ConditionState, reading: Reading) -> tuple[ConditionState, Decision]:
        """Decide on one reading."""
        owner = claimed(state.written_lr, state.overrides, reading)
        before = replace(state, t=state.t + 1, overrides=owner.overrides)
        if owner.lr != state.written_lr and owner.lr > 0.0:
            before = replace(before, first_lr=owner.lr, steering=Steering(lr=owner.lr))
        after, said = self._judged(before, reading)
        lr = owner.lr if owner.yielded else self._within(after, after.steering.lr)
        if owner.diagnosis is not None:
            said = owner.diagnosis
        if lr != after.steering.lr:
            after = replace(after, steering=replace(after.steering, lr=lr))
        return after, Decision(
            t=after.t,
            clock=after.t,
            lr_before=owner.lr,
            lr=lr,
            written_lr=lr,
            situation=said.situation,
            evidence=said.evidence,
            sentence=said.sentence,
        )

    def snapshot_due(self, state: ConditionState, ahead: int = 0) -> bool:  # noqa: ARG002 - the protocol's signature
        """No snapshot is ever needed."""
        return False

    def dump(self, state: ConditionState) -> dict[str, Any]:
        """Return the state as plain JSON types."""
        data: dict[str, Any] = encode(state)
        return data

    def load(self, data: Mapping[str, Any]) -> ConditionState:
        """Return the state that `dump` wrote."""
        return decode(ConditionState, data)

    def moved(self, state: ConditionState, lr: float) -> ConditionState:
        """Return the state as if ``lr`` had been decided."""
        return replace(state, steering=replace(state.steering, lr=lr))

    def _judged(self, state: ConditionState, reading: Reading) -> tuple[ConditionState, Diagnosis]:
        loss = reading.loss
        if loss is None or reading.undone or reading.probe:
            sentence = f"no loss at this reading; seen last: {state.situation.label}"
            return state, Diagnosis(situation=state.situation, evidence={}, sentence=sentence)
        if not -_LARGEST < loss < _LARGEST:
            return self._faulty(state, loss)
        memory, sight = remembered(state.memory, state.t, loss)
        diagnosis = diagnose(sight)
        steering, deed, shelf = answered(state.steering, diagnosis, sight, memory.losses)
        if sight.verdict_due:
            memory = after_drift(memory) if diagnosis.situation is Situation.DRIFTED else after_rise(memory)
        if shelf:
            memory = replace(memory, shelf=sight.level)
        after = replace(state, memory=memory, steering=steering, situation=diagnosis.situation)
        return after, replace(diagnosis, sentence=f"{diagnosis.sentence}: {deed}") if deed else diagnosis

    def _faulty(self, state: ConditionState, loss: float) -> tuple[ConditionState, Diagnosis]:
        since = None if state.last_fault is None else state.t - state.last_fault
        observation = Observation(
            t=state.t,
            clock=state.t,
            lr=state.written_lr,
            repeat_window=_REPEATED,
            loss=loss,
            finite=False,
            since_non_finite=since,
        )
        said = non_finite.examine(observation)
        expected = state.situation in _ANNOUNCING
        repeated = since is not None and since < _REPEATED
        steering, deed = answered_fault(state.steering, repeated=repeated, expected=expected)
        after = replace(state, steering=steering, situation=Situation.NON_FINITE, last_fault=state.t)
        if said is None:  # pragma: no cover - it speaks of whatever is not finite
            said = Diagnosis(situation=Situation.NON_FINITE, evidence={"loss": loss}, sentence=f"loss {loss}")
        return after, replace(said, sentence=f"{said.sentence}; {deed}") if deed else said

    def _within(self, state: ConditionState, lr: float) -> float:
        low, high = state.first_lr / _FARTHEST, min(state.first_lr * _FARTHEST, _LARGEST)
        return min(max(lr, low, self.lr_min), max(high, self.lr_min), self.lr_max)
