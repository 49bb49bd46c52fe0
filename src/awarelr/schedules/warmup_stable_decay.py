"""The LR climbs, stays, and falls at the end."""

import math
from dataclasses import dataclass
from typing import final

from awarelr.constraints import Constraint, Interval, OneOf
from awarelr.core.diagnosis import Situation
from awarelr.schedules.formula import Formula, Point
from awarelr.schedules.start import check_settings

__all__ = ["WarmupStableDecay"]

_CONSTRAINTS: dict[str, Constraint] = {
    "total_steps": Interval(
        low=1, integer=True, unit="optimizer steps", remedy="Count the whole run's optimizer steps."
    ),
    "warmup_steps": Interval(low=0, integer=True, unit="optimizer steps", remedy="1 % of the run is usual."),
    "decay_steps": Interval(low=0, integer=True, unit="optimizer steps", remedy="10 to 20 % of the run is usual."),
    "shape": OneOf(names=("linear", "cosine", "sqrt")),
    "end_factor": Interval(low=0.0, high=1.0, high_open=False, unit="share of LR0", remedy="Use 0 to end at nothing."),
}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class WarmupStableDecay(Formula):
    """A linear climb, a plateau at ``lr0``, a decay over the last steps: the run can be prolonged from the plateau.

    Prefer `Cosine` where the budget is certain, ``Warmup(ReduceOnPlateau())`` to let the metric choose the end.

    Args:
        total_steps: budget in optimizer steps; afterwards the LR stays at its end.
        warmup_steps: steps of the climb, which starts at ``lr0 / (warmup_steps + 1)``.
        decay_steps: steps of the decay.
        shape: ``"linear"``, ``"cosine"`` or ``"sqrt"`` (one minus the square root of the share done).
        end_factor: LR at the end as a share of ``lr0``.

    Raises:
        SettingError: at least one setting is out of range, or climb and decay do not fit into the budget.

    Example:
        >>> from awarelr.schedules import simulate
        >>> wsd = WarmupStableDecay(total_steps=6, warmup_steps=1, decay_steps=2)
        >>> [each.written_lr for each in simulate(wsd, 1.0, 6)]
        [1.0, 1.0, 1.0, 1.0, 0.5, 0.0]

    Source: Hu et al., "MiniCPM", arXiv 2404.06395; the square-root shape: Hagele et al., arXiv 2405.18392.
    """

    total_steps: int
    warmup_steps: int = 0
    decay_steps: int = 0
    shape: str = "linear"
    end_factor: float = 0.0

    def __post_init__(self) -> None:
        """Check every setting and report all faults in one message."""
        check_settings(self, _CONSTRAINTS, self._misfit)

    @property
    def name(self) -> str:
        """Key in the registry of schedules."""
        return "warmup_stable_decay"

    def at(self, lr0: float, t: int) -> Point:
        """Return the LR of step ``t``, counted from 0."""
        if t < self.warmup_steps:
            factor, situation = (t + 1.0) / (self.warmup_steps + 1.0), Situation.WARMING_UP
        else:
            done = 1.0 if t >= self.total_steps else self._decayed(t)
            factor = self.end_factor + (1.0 - self.end_factor) * self._left(done)
            situation = Situation.DECAYING if done > 0.0 else Situation.SCHEDULED
            if t >= self.total_steps:
                factor = factor if self.decay_steps else 1.0
                situation = Situation.FINISHED
        phase = {Situation.WARMING_UP: "climb", Situation.SCHEDULED: "plateau", Situation.DECAYING: "decay"}
        lr = lr0 * factor
        return Point(
            lr=lr,
            sentence=f"{phase.get(situation, 'end')}, step {t} of {self.total_steps}: {factor:.4g} of {lr0:.4g}",
            evidence={"step": t, "lr0": lr0, "factor": factor},
            situation=situation,
        )

    def _decayed(self, t: int) -> float:
        since = t - (self.total_steps - self.decay_steps)
        return since / self.decay_steps if since > 0 else 0.0

    def _left(self, done: float) -> float:
        if self.shape == "cosine":
            return 0.5 * (1.0 + math.cos(math.pi * done))
        return 1.0 - (math.sqrt(done) if self.shape == "sqrt" else done)

    def _misfit(self) -> str | None:
        if self.warmup_steps + self.decay_steps <= self.total_steps:
            return None
        return (
            f"warmup_steps + decay_steps must be at most total_steps ({self.total_steps}), "
            f"got {self.warmup_steps + self.decay_steps}. Shorten one of them."
        )
