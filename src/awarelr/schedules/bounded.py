"""Bounds around any scheduler."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, final

from awarelr.constraints import Constraint, Interval
from awarelr.core.decision import Action, Decision
from awarelr.core.diagnosis import Situation
from awarelr.core.reading import Reading
from awarelr.schedules.ownership import claimed
from awarelr.schedules.start import check_settings, checked_start, crossed
from awarelr.schedules.wrapping import (
    Inner,
    Progress,
    Wrappable,
    WrapperState,
    dump_wrapper,
    forwarded,
    load_wrapper,
    moved_inner,
)

__all__ = ["Bounded"]

_CONSTRAINTS: dict[str, Constraint] = {
    "inner": Wrappable(),
    "lr_min": Interval(low=0.0, unit="LR", remedy="Use 0 for no floor."),
    "lr_max": Interval(low=0.0, low_open=True, high_open=False, unit="LR", remedy="Use math.inf for no ceiling."),
    "max_change": Interval(
        low=1.0, low_open=True, high_open=False, unit="factor a step", remedy="Use math.inf for any change."
    ),
}
_VERDICTS = (Situation.DIVERGED, Situation.DRIFTED)
"""A verdict may move the LR by more than a step's change: it answers damage that is already done."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Bounded:
    """Keeps the LR of the inner scheduler within bounds and its changes within a factor.

    A scheduler whose next LR follows from its last one (`RatioBased`, `ReduceOnPlateau`, ...) is told the bound LR, so
    that it does not run away behind the bound. A change beyond ``max_change`` is spread over several steps; verdicts
    (rollback, diverged, drifted) are excepted. For `Aware` prefer its own ``min_lr`` and ``max_lr``.

    Args:
        inner: the scheduler to bound.
        lr_min: the LR never falls below it.
        lr_max: the LR never rises above it.
        max_change: most that the LR may be multiplied or divided by in one step.

    Raises:
        SettingError: at least one setting is out of range, or ``inner`` is no schedule; the message lists all.

    Example:
        >>> from awarelr.schedules import Step, simulate
        >>> bounded = Bounded(Step(every=2, gamma=0.1), lr_min=0.05, max_change=4.0)
        >>> [each.written_lr for each in simulate(bounded, 1.0, 4)]
        [1.0, 0.25, 0.1, 0.05]

    Source: a bound is a wrapper, not a flag: *ours*.
    """

    inner: Inner = field(kw_only=False)
    lr_min: float = 0.0
    lr_max: float = math.inf
    max_change: float = math.inf

    def __post_init__(self) -> None:
        """Check every setting and report all faults in one message."""
        check_settings(self, _CONSTRAINTS, lambda: crossed(self.lr_min, self.lr_max))

    @property
    def name(self) -> str:
        """Key in the registry of schedules."""
        return "bounded"

    @property
    def reads_path(self) -> bool:
        """As the inner scheduler."""
        return self.inner.reads_path

    def init(self, lr: float) -> WrapperState:
        """Return the state before the first reading."""
        lr = checked_start(lr, self.lr_min, self.lr_max)
        inner = self.inner.init(lr)
        return WrapperState(
            progress=Progress(first_lr=lr, lr0=lr, written_lr=self._within(inner.written_lr)), inner=inner
        )

    def step(self, state: WrapperState, reading: Reading) -> tuple[WrapperState, Decision]:
        """Let the inner scheduler decide, then keep its LR within the bounds."""
        progress = state.progress
        owner = claimed(progress.written_lr, progress.overrides, reading)
        inner, decision = forwarded(self.inner, state.inner, reading)
        wanted = decision.written_lr
        within = self._within(wanted)
        if within != wanted:
            inner = moved_inner(self.inner, inner, within)
        lr = within
        if not (decision.action.judges or Action.RESTORE in decision.action or decision.situation in _VERDICTS):
            lr = self._within(self._slowed(within, owner.lr))
        after = replace(progress, t=progress.t + 1, written_lr=lr, overrides=owner.overrides)
        decision = replace(decision, t=after.t, lr_before=owner.lr, lr=lr, written_lr=lr)
        if lr != wanted:
            decision = self._explained(decision, wanted, within)
        return WrapperState(progress=after, inner=inner), decision

    def snapshot_due(self, state: WrapperState, ahead: int = 0) -> bool:
        """As the inner scheduler."""
        return self.inner.snapshot_due(state.inner, ahead)

    def dump(self, state: WrapperState) -> dict[str, Any]:
        """Return the state as plain JSON types."""
        return dump_wrapper(self.inner, state)

    def load(self, data: Mapping[str, Any]) -> WrapperState:
        """Return the state that `dump` wrote."""
        progress, inner = load_wrapper(data)
        return WrapperState(progress=progress, inner=self.inner.load(inner))

    def moved(self, state: WrapperState, lr: float) -> WrapperState:
        """Return the state as if ``lr`` had been decided."""
        inner = moved_inner(self.inner, state.inner, lr)
        return WrapperState(progress=replace(state.progress, written_lr=lr), inner=inner)

    def _within(self, lr: float) -> float:
        return min(max(lr, self.lr_min), self.lr_max)

    def _slowed(self, lr: float, before: float) -> float:
        if before == 0.0 or self.max_change == math.inf:
            return lr
        return min(max(lr, before / self.max_change), before * self.max_change)

    def _explained(self, decision: Decision, wanted: float, within: float) -> Decision:
        lr = decision.written_lr
        if lr != within:
            bound, value = f"at most a factor of {self.max_change:g} a step", self.max_change
        elif wanted < lr:
            bound, value = f"the floor of {self.lr_min:g}", self.lr_min
        else:
            bound, value = f"the ceiling of {self.lr_max:g}", self.lr_max
        return replace(
            decision,
            evidence={**decision.evidence, "lr_wanted": wanted, "bound": value},
            sentence=f"{decision.sentence}; {wanted:.4g} was wanted, {bound} leaves {lr:.4g}",
        )
