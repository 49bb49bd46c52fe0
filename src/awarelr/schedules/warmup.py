"""A climb before any scheduler."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, final

from awarelr.constraints import Constraint, Interval
from awarelr.core.decision import Action, Decision
from awarelr.core.diagnosis import Situation
from awarelr.core.reading import Reading
from awarelr.schedules.ownership import claimed
from awarelr.schedules.start import check_settings, checked_start
from awarelr.schedules.wrapping import (
    HANDED_OVER,
    Inner,
    Progress,
    Wrappable,
    WrapperState,
    dump_wrapper,
    forwarded,
    handed_over,
    load_wrapper,
    moved_inner,
    restarted,
)

__all__ = ["Warmup"]

_CONSTRAINTS: dict[str, Constraint] = {
    "inner": Wrappable(),
    "steps": Interval(low=1, integer=True, unit="optimizer steps", remedy="1 to 5 % of the run is usual."),
    "start_factor": Interval(
        low=0.0, high=1.0, high_open=False, unit="share of the inner LR", remedy="Use 0 to start from nothing."
    ),
}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Warmup:
    """Climbs in a straight line to the LR that the inner scheduler starts from; only then does that one count.

    Readings of the climb never reach the inner scheduler: its patience, best value and budget start after it, so a
    budget inside is the run's less ``steps``. Prefer `WarmupStableDecay` where the decay is known as well, `Aware`
    where the climb itself should listen to the training.

    Args:
        inner: the scheduler that takes over.
        steps: optimizer steps of the climb.
        start_factor: LR of the first step as a share of the inner scheduler's first LR.

    Raises:
        SettingError: at least one setting is out of range, or ``inner`` is no schedule; the message lists all.

    Example:
        >>> from awarelr.schedules import Constant, simulate
        >>> [round(each.written_lr, 3) for each in simulate(Warmup(Constant(), steps=4, start_factor=0.0), 1.0, 5)]
        [0.25, 0.5, 0.75, 1.0, 1.0]

    Source: Goyal et al., arXiv 1706.02677; warm-up before a plateau rule was asked for in pytorch#68978.
    """

    inner: Inner = field(kw_only=False)
    steps: int
    start_factor: float = 0.1

    def __post_init__(self) -> None:
        """Check every setting and report all faults in one message."""
        check_settings(self, _CONSTRAINTS)

    @property
    def name(self) -> str:
        """Key in the registry of schedules."""
        return "warmup"

    @property
    def reads_path(self) -> bool:
        """As the inner scheduler."""
        return self.inner.reads_path

    def init(self, lr: float) -> WrapperState:
        """Return the state before the first reading."""
        lr = checked_start(lr)
        inner = self.inner.init(lr)
        return WrapperState(
            progress=Progress(first_lr=lr, lr0=lr, written_lr=self._climbed(inner.written_lr, 0)), inner=inner
        )

    def step(self, state: WrapperState, reading: Reading) -> tuple[WrapperState, Decision]:
        """Climb by one step, or let the inner scheduler decide."""
        if state.t < self.steps:
            return self._climb(state, reading)
        inner, decision = forwarded(self.inner, state.inner, reading)
        progress = replace(state.progress, t=state.t + 1, written_lr=decision.written_lr)
        return WrapperState(progress=progress, inner=inner), replace(decision, t=progress.t)

    def snapshot_due(self, state: WrapperState, ahead: int = 0) -> bool:
        """As the inner scheduler once it is in charge; at the last steps before, so that it has one to go back to."""
        later = ahead - max(self.steps - state.t, 0)
        if later < 0:
            return later >= -HANDED_OVER and self.inner.snapshot_due(state.inner)
        return self.inner.snapshot_due(state.inner, later)

    def dump(self, state: WrapperState) -> dict[str, Any]:
        """Return the state as plain JSON types."""
        return dump_wrapper(self.inner, state)

    def load(self, data: Mapping[str, Any]) -> WrapperState:
        """Return the state that `dump` wrote."""
        progress, inner = load_wrapper(data)
        return WrapperState(progress=progress, inner=self.inner.load(inner))

    def moved(self, state: WrapperState, lr: float) -> WrapperState:
        """Return the state as if ``lr`` had been decided; a climb goes on as it would."""
        if state.t <= self.steps:
            return state
        inner = moved_inner(self.inner, state.inner, lr)
        return WrapperState(progress=replace(state.progress, written_lr=lr), inner=inner)

    def _climbed(self, target: float, t: int) -> float:
        share = t / self.steps
        return target if t >= self.steps else target * (self.start_factor + (1.0 - self.start_factor) * share)

    def _climb(self, state: WrapperState, reading: Reading) -> tuple[WrapperState, Decision]:
        progress, inner, t = state.progress, state.inner, state.t + 1
        owner = claimed(progress.written_lr, progress.overrides, reading)
        lr0 = progress.lr0
        if owner.lr > 0.0 and progress.written_lr > 0.0 and owner.lr != progress.written_lr:
            inner = restarted(self.inner, lr0 * (owner.lr / progress.written_lr), lr0)
            lr0 *= inner.written_lr / state.inner.written_lr if state.inner.written_lr > 0.0 else 1.0
        lr = owner.lr if owner.yielded else self._climbed(inner.written_lr, t)
        said = owner.diagnosis
        decision = Decision(
            t=t,
            clock=inner.clock,
            lr_before=owner.lr,
            lr=lr,
            written_lr=lr,
            situation=Situation.WARMING_UP if said is None else said.situation,
            evidence={"step": t, "steps": self.steps, "target": inner.written_lr} if said is None else said.evidence,
            sentence=f"warm-up, step {t} of {self.steps}: {lr:.4g} on the way to {inner.written_lr:.4g}"
            if said is None
            else said.sentence,
            action=handed_over(reading) if t > self.steps - HANDED_OVER else Action.NONE,
        )
        after = replace(progress, t=t, lr0=lr0, written_lr=lr, overrides=owner.overrides)
        return WrapperState(progress=after, inner=inner), decision
