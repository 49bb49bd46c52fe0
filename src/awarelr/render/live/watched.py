"""What a viewer of a run has seen so far, in bounded memory."""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import final

from awarelr.core.decision import Decision
from awarelr.core.reading import Reading
from awarelr.render.facts import UPSET
from awarelr.render.live.headlines import Headlines
from awarelr.render.live.trace import Trace

__all__ = ["HORIZONS", "Seen", "Watched"]

HORIZONS = ("short", "medium", "long")
"""The horizons of the evidence, the shortest first."""
_EVENTS = 4
_LATELY = 20
"""Looks at the clock that the speed is taken over (*ours*)."""
_YOUNG = 10
"""Losses in the level of the loss (*ours*, as in the demo and the story)."""
_FAR = 256
"""Losses beyond which one no longer shows in the level: 0.9 to this power is 2e-12."""
_situation = attrgetter("situation")


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The z of one horizon, and when it was last part of the evidence."""

    z: float
    t: int


@final
@dataclass(slots=True, kw_only=True)
class Watched:
    """What was seen.

    Args:
        total_steps: budget in steps; None if unknown.
        acted: False if the LRs are decided and never written.
        losses: training losses.
        lrs: LRs.
        headlines: the last situations.
        evidence: the z of each horizon that was ever seen.
        last: the last decision; None before the first.
        level: mean of the last 10 losses or so; None before the first.
        validation: last validation loss; None before the first.
        best: lowest validation loss.
        best_at: its step.
        first: the first step seen.
        note: what else a viewer should know, such as that a file is waited for.
    """

    total_steps: int | None = None
    acted: bool = True
    losses: Trace = field(default_factory=Trace)
    lrs: Trace = field(default_factory=Trace)
    headlines: Headlines = field(default_factory=lambda: Headlines(_EVENTS))
    evidence: dict[str, Seen] = field(default_factory=dict)
    last: Decision | None = None
    level: float | None = None
    validation: float | None = None
    best: float = math.inf
    best_at: int = 0
    first: int = 1
    note: str = ""
    _looks: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=_LATELY))

    @property
    def step(self) -> int:
        """Readings so far."""
        return 0 if self.last is None else self.last.t

    def take_in(self, pairs: Sequence[tuple[Reading, Decision]]) -> None:
        """Take in readings and the decisions on them, in their order; many at once cost a fifth of as many calls."""
        if not pairs:
            return
        if self.last is None:
            self.first = pairs[0][1].t
        self.last = pairs[-1][1]
        made = [pair for pair in pairs if not (pair[0].probe or pair[0].undone)]
        losses = [math.nan if reading.loss is None else reading.loss for reading, _ in made]
        usual = (loss for loss, (_, decision) in zip(losses, made, strict=True) if decision.situation not in UPSET)
        self._level_with(list(usual))
        self.losses.extend(losses)
        self.lrs.extend([decision.lr_before for _, decision in made])
        for reading, decision in pairs:
            if reading.validation is not None:
                self.validation = reading.validation
                if reading.validation < self.best:
                    self.best, self.best_at = reading.validation, decision.t
        self._find_evidence(pairs)
        for _, run in groupby((decision for _, decision in pairs), _situation):
            first, *rest = run
            self.headlines.add(first)
            if rest:
                self.headlines.add(rest[-1])

    def _level_with(self, losses: list[float]) -> None:
        """Follow the level of the loss; what lies farther back than `_FAR` has no weight left."""
        begin = max(len(losses) - _FAR, 0)
        for count, loss in enumerate(losses[begin:], self.losses.count + begin + 1):
            if math.isfinite(loss):
                before = loss if self.level is None else self.level
                self.level = before + (loss - before) / min(count, _YOUNG)

    def _find_evidence(self, pairs: Sequence[tuple[Reading, Decision]]) -> None:
        missing = {name: f"z_{name}" for name in HORIZONS}
        for _, decision in reversed(pairs):
            for name, key in tuple(missing.items()):
                z = decision.evidence.get(key)
                if z is not None and math.isfinite(z):
                    self.evidence[name] = Seen(z=z, t=decision.t)
                    del missing[name]
            if not missing:
                return

    def look(self, now: float) -> None:
        """Note the time, in seconds; the speed is what lies between such looks."""
        self._looks.append((now, self.step))

    def forget_speed(self) -> None:
        """Take the speed anew from the next look on."""
        self._looks.clear()

    @property
    def speed(self) -> float | None:
        """Steps a second of late; None before two looks."""
        if len(self._looks) < 2:  # noqa: PLR2004 - a speed lies between two
            return None
        (begun, first), (ended, last) = self._looks[0], self._looks[-1]
        return (last - first) / (ended - begun) if ended > begun and last > first else None

    @property
    def seconds_left(self) -> float | None:
        """Seconds to the end of a known budget; None if there is no budget or no speed."""
        speed = self.speed
        if self.total_steps is None or speed is None:
            return None
        return max(self.total_steps - self.step, 0) / speed
