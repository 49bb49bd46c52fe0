"""Several trainings side by side, step by step."""

import math
import time
from dataclasses import dataclass, field
from typing import final

from awarelr.cli.commands.demo.contender import Contender, Moment, Result

__all__ = ["Race", "Track"]

_SMOOTH = 10
"""Losses in a point of the curve (*ours*: calm enough to read, quick enough to follow)."""


@final
@dataclass(slots=True, kw_only=True)
class Track:
    """What one training has left behind.

    Args:
        name: its schedule.
        lr0: LR that it was given.
        losses: smoothed training losses, one a step.
        lrs: LRs, one a step.
        last: its last step.
        seconds: time its steps took.
        steps: steps that were paid for it, tuning included.
        result: what it came to; None before its end.
    """

    name: str
    lr0: float
    losses: list[float] = field(default_factory=list)
    lrs: list[float] = field(default_factory=list)
    last: Moment | None = None
    seconds: float = 0.0
    steps: int = 0
    result: Result | None = None

    def add(self, moment: Moment, seconds: float) -> None:
        """Take in one step."""
        before = self.losses[-1] if self.losses and math.isfinite(self.losses[-1]) else moment.loss
        window = min(len(self.losses) + 1, _SMOOTH)
        self.losses.append(before + (moment.loss - before) / window)
        self.lrs.append(moment.lr)
        self.last = moment
        self.seconds += seconds
        self.steps += 1


@final
class Race:
    """Trainings that take their steps in turn.

    Args:
        contenders: each with the track that it leaves.
        steps: budget of each, in steps.
    """

    def __init__(self, contenders: list[tuple[Track, Contender]], steps: int) -> None:
        """Store who runs."""
        self._contenders = contenders
        self.steps = steps
        self.step = 0

    @property
    def tracks(self) -> list[Track]:
        """The tracks, in the order given."""
        return [track for track, _ in self._contenders]

    @property
    def over(self) -> bool:
        """True once the budget is spent."""
        return self.step >= self.steps

    def advance(self) -> None:
        """Let each training take one step; at the end of the budget measure it and let it go."""
        for track, contender in self._contenders:
            started = time.perf_counter()
            moment = contender.step()
            track.add(moment, time.perf_counter() - started)
        self.step += 1
        if self.over:
            for track, contender in self._contenders:
                track.result = contender.result()

    def explain(self) -> str:
        """Let the first training say in one line what its LR did."""
        return self._contenders[0][1].explain().partition("\n")[0]

    def close(self) -> None:
        """Let every training go."""
        for _, contender in self._contenders:
            contender.close()
