"""The settings of `AwareLR` that a user may touch; every fault is reported at once."""

import math
from dataclasses import dataclass, replace
from typing import final

from awarelr.constraints import Constraint, Interval, Switch, check_all, settle
from awarelr.core.foreign import ROUNDING
from awarelr.errors import SettingError

__all__ = ["AwareSettings"]

_CONSTRAINTS: dict[str, Constraint] = {
    "total_steps": Interval(
        low=1,
        integer=True,
        optional=True,
        unit="optimizer steps",
        remedy="Use the number of optimizer steps of the whole run, or None if it is not known.",
    ),
    "min_lr": Interval(low=0.0, unit="LR", remedy="Use 0 for no floor."),
    "max_lr": Interval(low=0.0, low_open=True, high_open=False, unit="LR", remedy="Use math.inf for no ceiling."),
    "rollback": Switch(),
    "observe_only": Switch(),
    "warmup_factor": Interval(
        low=0.0, low_open=True, high=1.0, high_open=False, unit="share of LR0", remedy="The default is 0.1."
    ),
    "raise_gain": Interval(low=0.0, unit="log LR per clock", remedy="The default is 8."),
    "lower_gain": Interval(low=0.0, unit="log LR per clock", remedy="The default is 2."),
    "brake_gain": Interval(low=0.0, unit="log LR per clock", remedy="The default is 8."),
    "max_raise": Interval(low=0.0, low_open=True, high=1.0, unit="log LR a step", remedy="The default is 0.03."),
    "max_ramp": Interval(
        low=0.0, low_open=True, high=1.0, high_open=False, unit="log LR a step", remedy="The default is 1."
    ),
    "max_lower": Interval(low=0.0, low_open=True, high=1.0, unit="log LR a step", remedy="The default is 0.15."),
    "long_stride": Interval(
        low=0.0,
        low_open=True,
        high_open=False,
        unit="share of the weights' norm",
        remedy="The default is 0.03; use math.inf where a norm says nothing, as for coordinates.",
    ),
    "decay_share": Interval(
        low=0.0,
        low_open=True,
        high=1.0,
        optional=True,
        unit="share of total_steps",
        remedy="Use None for 0.1, and more in runs of more than 1,000 steps.",
    ),
    "snapshot_every": Interval(low=1, integer=True, unit="readings", remedy="The default is 25."),
}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class AwareSettings:
    """Everything about `AwareLR` that is rarely touched.

    Args:
        total_steps: budget in optimizer steps; None if unknown. Known: a decay lies over the last ``decay_share``.
        min_lr: the LR never falls below it.
        max_lr: the LR never rises above it; worth setting when fine-tuning.
        rollback: False leaves parameters alone: on damage the LR is only lowered.
        observe_only: True decides but changes nothing: each decision starts from the LR that the training really uses.
        warmup_factor: the first LR, as a share of the one given; at least ``(50 / total_steps)^2``, if known.
        raise_gain: how fast evidence raises the LR: log LR per reading, times the clock.
        lower_gain: how fast the path alone lowers it; never faster than the inverse root of the time falls.
        brake_gain: the same where the loss itself shows that the LR is too high.
        max_raise: most that one reading may raise log LR once steps are large enough to matter; 0.03 and more mean 0.05
            at least once the data have drifted.
        max_ramp: the same while they are too small to show in the loss.
        max_lower: most that one reading may lower log LR.
        long_stride: share of the parameters' norm from which on some three steps are long: they slow a raise and hasten
            the path's fall. Infinite: never, for parameters whose norm says nothing, such as coordinates.
        decay_share: share of a known budget over which a factor falls from 1 to 0; evidence moves the LR under it.
            None: the longer the run the more, ``sqrt(total_steps / 100,000)``, but 0.1 at least and 0.4 at most.
        snapshot_every: readings between two snapshots.

    Raises:
        SettingError: at least one setting breaks its constraint; the message lists all.

    Source: the constants are *ours*, measured on the benchmark's tasks.
    """

    total_steps: int | None = None
    min_lr: float = 0.0
    max_lr: float = math.inf
    rollback: bool = True
    observe_only: bool = False
    warmup_factor: float = 0.1
    raise_gain: float = 8.0
    lower_gain: float = 2.0
    brake_gain: float = 8.0
    max_raise: float = 0.03
    max_ramp: float = 1.0
    max_lower: float = 0.15
    long_stride: float = 0.03
    decay_share: float | None = None
    snapshot_every: int = 25

    def __post_init__(self) -> None:
        """Check every setting and report all faults in one message."""
        settle(self, _CONSTRAINTS)
        complaints = [constraint.complaint(name, getattr(self, name)) for name, constraint in _CONSTRAINTS.items()]
        if not any(complaints) and self.max_lr <= self.min_lr:
            complaints.append(
                f"max_lr must be above min_lr ({self.min_lr:g}), got {self.max_lr!r}. Swap or widen them."
            )
        check_all(complaints)

    @classmethod
    def given(cls, settings: object) -> "AwareSettings":
        """Return the settings that were handed over, or the defaults for None.

        Raises:
            SettingError: it is something else.
        """
        if settings is None:
            return cls()
        if not isinstance(settings, cls):
            message = (
                f"settings must be an AwareSettings or None, got {settings!r}. Build one: AwareSettings(max_lr=1e-3)."
            )
            raise SettingError(message)
        return settings

    def beside(
        self,
        *,
        total_steps: int | None,
        min_lr: float | None,
        max_lr: float | None,
        rollback: bool | None,
        observe_only: bool,
    ) -> "AwareSettings":
        """Return these settings with what was given by name beside them; None is not given.

        Raises:
            SettingError: a value breaks its constraint.
        """
        return replace(
            self,
            total_steps=self.total_steps if total_steps is None else total_steps,
            min_lr=self.min_lr if min_lr is None else min_lr,
            max_lr=self.max_lr if max_lr is None else max_lr,
            rollback=self.rollback if rollback is None else rollback,
            observe_only=observe_only or self.observe_only,
        )

    @property
    def restores(self) -> bool:
        """True if damage may be undone by going back to a snapshot."""
        return self.rollback and not self.observe_only

    def check_lr(self, lr: float, name: str = "lr") -> None:
        """Raise `SettingError` unless ``lr`` can be a starting LR under these settings."""
        complaint = Interval(
            low=0.0, low_open=True, unit="LR", remedy="Any value within a factor of 10,000 of a good one will do."
        ).complaint(name, lr)
        if complaint is None and not (self.min_lr <= lr * (1.0 + ROUNDING) and lr * (1.0 - ROUNDING) <= self.max_lr):
            complaint = (
                f"{name} must be within min_lr and max_lr ({self.min_lr:g} to {self.max_lr:g}), got {lr!r}. "
                f"A bound that shuts out the starting LR lets it move one way only: widen the bound or change the LR."
            )
        if complaint is not None:
            raise SettingError(complaint)
