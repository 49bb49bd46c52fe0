"""One scheduler after another."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, final

from awarelr.constraints import Interval, check_all, settle
from awarelr.core.decision import Action, Decision
from awarelr.core.reading import Reading
from awarelr.errors import SettingError, StateError
from awarelr.schedules.start import checked_start
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

__all__ = ["Chain", "Stage"]

_STEPS = Interval(
    low=1, integer=True, optional=True, unit="optimizer steps", remedy="Only the last stage may have None: to the end."
)
_FACTOR = Interval(low=0.0, low_open=True, unit="share of LR0", remedy="The default is 1.")


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One link of a `Chain`.

    Args:
        schedule: the scheduler of this stage.
        steps: its length in optimizer steps; None: to the end.
        factor: the stage starts from the LR given times this.
    """

    schedule: Inner = field(kw_only=False)
    steps: int | None = None
    factor: float = 1.0

    def __post_init__(self) -> None:
        """Store plain numbers; the chain checks them, and says which stage it is."""
        settle(self, ("steps", "factor"))


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Schedulers one after another; each starts from the LR given, times its factor, and counts from 0.

    Prefer `Warmup` for a climb before another scheduler, `WarmupStableDecay` for climb, plateau and decay in one.

    Args:
        stages: the stages in order; all but the last need their steps.

    Raises:
        SettingError: no stage, a stage without an end before the last, or a setting out of range.

    Example:
        >>> from awarelr.schedules import Constant, Exponential, simulate
        >>> chain = Chain((Stage(Constant(), steps=3, factor=0.1), Stage(Exponential(gamma=0.9))))
        >>> [each.written_lr for each in simulate(chain, 1.0, 4)]
        [0.1, 0.1, 1.0, 0.9]

    Source: ``SequentialLR`` in torch has the same order; its resume restarted the first stage (pytorch#162591).
    """

    stages: tuple[Stage, ...] = field(kw_only=False)

    def __post_init__(self) -> None:
        """Check every stage and report all faults in one message."""
        if not isinstance(self.stages, tuple) or not self.stages:
            message = (
                f"stages must be a tuple of at least one Stage, got {self.stages!r}. Use (Stage(...), Stage(...))."
            )
            raise SettingError(message)
        check_all(complaint for index, stage in enumerate(self.stages) for complaint in self._complaints(index, stage))

    @property
    def name(self) -> str:
        """Key in the registry of schedules."""
        return "chain"

    @property
    def reads_path(self) -> bool:
        """True if any stage needs it."""
        return any(stage.schedule.reads_path for stage in self.stages)

    def init(self, lr: float) -> WrapperState:
        """Return the state before the first reading; every stage must accept its LR."""
        lr = checked_start(lr)
        inner, *_ = [stage.schedule.init(stage.factor * lr) for stage in self.stages]
        return WrapperState(progress=Progress(first_lr=lr, lr0=lr, written_lr=inner.written_lr), inner=inner)

    def step(self, state: WrapperState, reading: Reading) -> tuple[WrapperState, Decision]:
        """Let the stage in charge decide; at its end the next one writes the LR that it starts from."""
        progress, stage = state.progress, self.stages[state.progress.stage]
        inner, decision = forwarded(stage.schedule, state.inner, reading)
        lr0, found = progress.lr0, reading.lr_found
        if found is not None and 0.0 < found == decision.lr_before and progress.written_lr > 0.0:
            lr0 *= found / progress.written_lr
        decision = replace(decision, t=progress.t + 1)
        index = progress.stage
        if not stage.schedule.reads_path and self._hands_over(state, 0):
            decision = replace(decision, action=decision.action | handed_over(reading))
        if stage.steps is not None and inner.t >= stage.steps and index + 1 < len(self.stages):
            index += 1
            stage = self.stages[index]
            inner = _begun(stage, lr0, progress.first_lr)
            lr = inner.written_lr
            decision = replace(
                decision,
                lr=lr,
                written_lr=lr,
                action=_ended(decision.action, probing=reading.probe),
                momentum=None,
                evidence={**decision.evidence, "stage": index + 1, "stages": len(self.stages)},
                sentence=f"{decision.sentence}; stage {index + 1} of {len(self.stages)}, "
                f"{stage.schedule.name}, begins at {lr:.4g}",
            )
        after = replace(progress, t=progress.t + 1, lr0=lr0, written_lr=decision.written_lr, stage=index)
        return WrapperState(progress=after, inner=inner), decision

    def snapshot_due(self, state: WrapperState, ahead: int = 0) -> bool:
        """As the stage that will be in charge then."""
        inner, progress = state.inner, state.progress
        for index in range(progress.stage, len(self.stages)):
            stage = self.stages[index]
            if index > progress.stage:
                inner = _begun(stage, progress.lr0, progress.first_lr)
            left = math.inf if stage.steps is None else stage.steps - inner.t
            if ahead < left or index + 1 == len(self.stages):
                due = stage.schedule.snapshot_due(inner, ahead)
                return due or (index == progress.stage and self._hands_over(state, ahead))
            ahead -= round(left)
        return False

    def dump(self, state: WrapperState) -> dict[str, Any]:
        """Return the state as plain JSON types."""
        return dump_wrapper(self._stage(state.progress), state)

    def load(self, data: Mapping[str, Any]) -> WrapperState:
        """Return the state that `dump` wrote."""
        progress, inner = load_wrapper(data)
        if not 0 <= progress.stage < len(self.stages):
            raise StateError(
                f"state.progress.stage must be from 0 to {len(self.stages) - 1}, got {progress.stage}. "
                f"The file was changed or is damaged; use an older one."
            )
        return WrapperState(progress=progress, inner=self._stage(progress).load(inner))

    def moved(self, state: WrapperState, lr: float) -> WrapperState:
        """Return the state as if ``lr`` had been decided."""
        inner = moved_inner(self._stage(state.progress), state.inner, lr)
        return WrapperState(progress=replace(state.progress, written_lr=lr), inner=inner)

    def _hands_over(self, state: WrapperState, ahead: int) -> bool:
        """True if the reading ``ahead`` after the next is one of the last before a stage that may go back to it."""
        progress, stage = state.progress, self.stages[state.progress.stage]
        if stage.schedule.reads_path or stage.steps is None or progress.stage + 1 == len(self.stages):
            return False
        later, following = state.inner.t + ahead - stage.steps, self.stages[progress.stage + 1]
        if not -HANDED_OVER <= later < 0:
            return False
        return following.schedule.snapshot_due(_begun(following, progress.lr0, progress.first_lr))

    def _stage(self, progress: Progress) -> Inner:
        return self.stages[progress.stage].schedule

    def _complaints(self, index: int, stage: object) -> list[str | None]:
        name = f"stages[{index}]"
        if not isinstance(stage, Stage):
            return [f"{name} must be a Stage, got {stage!r}. Use Stage(schedule, steps=...)."]
        endless = None
        if stage.steps is None and index + 1 < len(self.stages):
            endless = f"{name}.steps must be a number of steps before the last stage, got None. Say where it ends."
        return [
            Wrappable().complaint(f"{name}.schedule", stage.schedule),
            _STEPS.complaint(f"{name}.steps", stage.steps),
            _FACTOR.complaint(f"{name}.factor", stage.factor),
            endless,
        ]


def _begun(stage: Stage, lr0: float, first_lr: float) -> Any:  # noqa: ANN401 - a state that nobody looks into
    return restarted(stage.schedule, stage.factor * lr0, stage.factor * first_lr)


def _ended(action: Action, *, probing: bool) -> Action:
    """Return what is left to do where a stage ends: no probe begins, and one under way is over, unjudged."""
    action &= ~Action.PROBE
    return action | Action.RESUME if probing and not action.judges else action
