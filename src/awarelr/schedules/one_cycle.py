"""One climb, one descent, and the momentum against it."""

import math
from dataclasses import dataclass
from typing import final

from awarelr.constraints import Constraint, Interval, OneOf, Switch
from awarelr.core.diagnosis import Situation
from awarelr.schedules.formula import Formula, Point
from awarelr.schedules.start import check_settings

__all__ = ["OneCycle"]

_MOMENTUM = Interval(low=0.0, high=1.0, unit="momentum", remedy="0.85 and 0.95 are usual.")
_DIVISOR = Interval(low=1.0, unit="lr_max over LR", remedy="The default start is lr_max / 25, the end lr_max / 10,000.")
_CONSTRAINTS: dict[str, Constraint] = {
    "total_steps": Interval(
        low=1, integer=True, unit="optimizer steps", remedy="Count the whole run's optimizer steps."
    ),
    "lr_max": Interval(
        low=0.0, low_open=True, optional=True, unit="LR", remedy="Use None to make the LR given the highest."
    ),
    "pct_start": Interval(
        low=0.0, high=1.0, high_open=False, unit="share of total_steps", remedy="The default is 0.3."
    ),
    "div": _DIVISOR,
    "final_div": _DIVISOR,
    "anneal": OneOf(names=("cosine", "linear")),
    "cycle_momentum": Switch(),
    "momentum_min": _MOMENTUM,
    "momentum_max": _MOMENTUM,
}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class OneCycle(Formula):
    """Up to ``lr_max`` over the first part of the run, down to ``lr_max / final_div`` over the rest.

    The momentum, if cycled, runs the other way; it is first written after the first reading, so give the optimizer
    ``momentum_max`` to start with. Prefer `Cosine` without a climb, `Aware` where the highest LR is not known.

    Args:
        total_steps: budget in optimizer steps; the LR ends at its last step and stays there.
        lr_max: the highest LR, to which the LR given climbs; None: the LR given is the highest, and the climb starts
            at ``lr_max / div``.
        pct_start: share of the run spent climbing.
        div: highest LR over first LR; read only where ``lr_max`` is None.
        final_div: highest LR over last LR. (torch divides its *first* LR: its 1e4 is our 25e4.)
        anneal: ``"cosine"`` or ``"linear"``.
        cycle_momentum: True if the momentum is to be moved.
        momentum_min: momentum at the highest LR.
        momentum_max: momentum at both ends.

    Raises:
        SettingError: at least one setting is out of range; the message lists all.

    Example:
        >>> from awarelr.schedules import simulate
        >>> [round(each.written_lr, 2) for each in simulate(OneCycle(total_steps=6, pct_start=0.5), 1.0, 6)]
        [0.52, 1.0, 0.75, 0.25, 0.0, 0.0]

    Source: Smith and Topin, "Super-convergence", arXiv 1708.07120; ``OneCycleLR`` in torch has the same law.
    """

    total_steps: int
    lr_max: float | None = None
    pct_start: float = 0.3
    div: float = 25.0
    final_div: float = 1e4
    anneal: str = "cosine"
    cycle_momentum: bool = False
    momentum_min: float = 0.85
    momentum_max: float = 0.95

    def __post_init__(self) -> None:
        """Check every setting and report all faults in one message."""
        check_settings(self, _CONSTRAINTS, self._crossed)

    @property
    def name(self) -> str:
        """Key in the registry of schedules."""
        return "one_cycle"

    def at(self, lr0: float, t: int) -> Point:
        """Return the LR of step ``t``, counted from 0."""
        high = lr0 if self.lr_max is None else self.lr_max
        first = high / self.div if self.lr_max is None else lr0
        last, top = self.total_steps - 1, max(self.pct_start * self.total_steps - 1.0, 0.0)
        step = min(t, last)
        if 0.0 < top >= step:
            share, begin_at, end_at, phase = step / top, (first, self.momentum_max), (high, self.momentum_min), "climb"
        else:
            share = (step - top) / (last - top) if last > top else 1.0
            begin_at, end_at, phase = (high, self.momentum_min), (high / self.final_div, self.momentum_max), "descent"
        share = min(max(share, 0.0), 1.0)
        lr = self._between(begin_at[0], end_at[0], share)
        return Point(
            lr=lr,
            sentence=f"one cycle, {phase}: step {t} of {self.total_steps}, {lr:.4g} below a top of {high:.4g}",
            evidence={"step": t, "lr0": lr0, "share": share, "lr_max": high},
            situation=Situation.FINISHED if t >= self.total_steps else Situation.SCHEDULED,
            momentum=self._between(begin_at[1], end_at[1], share) if self.cycle_momentum else None,
        )

    def _between(self, start: float, end: float, share: float) -> float:
        if self.anneal == "linear":
            return start + (end - start) * share
        return end + (start - end) * 0.5 * (1.0 + math.cos(math.pi * share))

    def _crossed(self) -> str | None:
        if self.momentum_max >= self.momentum_min:
            return None
        return f"momentum_max must be from momentum_min ({self.momentum_min:g}), got {self.momentum_max!r}. Swap them."
