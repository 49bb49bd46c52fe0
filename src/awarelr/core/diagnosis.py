"""The situations a training can be in, and the finding that names one."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import final

__all__ = ["Diagnosis", "Situation"]


@final
class Situation(Enum):
    """A closed list of situations; the value is the sentence a user reads."""

    WARMING_UP = "warming up: too few readings to judge yet"
    DESCENDING = "descending: the loss falls steadily"
    RAISING = "the learning rate is too small: the path still points downhill"
    LOWERING = "the learning rate is too large: the path points back uphill"
    TURNING = "turning: the path points uphill over the long run, but the latest steps already come round"
    OSCILLATING = "oscillating: steps overshoot from side to side"
    WORTHLESS = "solved as far as longer steps go: a raise would gain nothing"
    STALLED = "stalled: the loss no longer falls and the bounce across the valley is all there is"
    OVERHEATED = "overheated: the last raise did not pay, the loss rose with it"
    NOISE_FLOOR = "noise floor: the noise of the steps holds the loss up"
    PLATEAU = "plateau: the loss is flat, and not because of noise"
    OVERFITTING = "overfitting: the training loss falls while the validation loss rises"
    SPIKE = "spike: a single loss far above the others"
    DIVERGED = "diverged: the loss left the level of the snapshot by more than noise explains"
    PROBING = "probing: the snapshot's weights are evaluated again to see who is to blame"
    HOLDING = "holding: the learning rate rests after a rollback"
    DRIFTED = "drifted: the data changed, the old level no longer holds"
    NON_FINITE = "non-finite: the loss or the gradient is NaN or infinite"
    DEAD = "dead: nothing moves any more"
    FROZEN = "frozen: a part of the network gets no gradient"
    EXPLODING = "exploding: the weights grow without end"
    OVERRIDDEN = "overridden: somebody else wrote the learning rate"
    DECAYING = "decaying: the budget ends"
    FINISHED = "finished: the budget is spent"
    SCHEDULED = "on schedule: the learning rate follows its formula"
    LEAPT = "leapt: loss and gradient jumped within one reading, further than our steps throw them"
    ALTERNATING = "alternating: steps overshoot at any learning rate: kinds of batches take turns"
    OVERSTEPPED = "overstepped: the first steps were long beside the weights, and are made again, shorter"

    @property
    def label(self) -> str:
        """The name in plain lower-case words, such as ``"noise floor"``."""
        return self.name.lower().replace("_", " ")


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """A named situation with the numbers that prove it.

    Args:
        situation: what is the case.
        evidence: name of each number to its value.
        sentence: the same for a person, one sentence without a final stop.
        pressure: how much to raise (up to 1) or lower (down to -1) the LR; 0 leaves it.
        haste: log LR that one reading may raise beyond the usual pace, because steps are too small to matter yet.
        room: share of the pace that is left, above 0 up to 1, because steps are long beside the weights; and the path
            lowers the LR so much faster.
        remark: what else is the case, and moves no LR; None for nothing.
    """

    situation: Situation
    evidence: Mapping[str, float]
    sentence: str
    pressure: float = 0.0
    haste: float = 0.0
    room: float = 1.0
    remark: "Diagnosis | None" = None
