"""A run of any length in a bounded number of decisions, with every peak kept."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import final

from awarelr.core.diagnosis import Situation
from awarelr.journal import Entry

__all__ = ["Bucket", "Thinned"]

_MOST = 3000
"""Stretches at most (*ours*): more than a wide screen has columns for at twice the zoom."""


@final
@dataclass(slots=True, kw_only=True)
class Bucket:
    """A stretch of decisions: its ends, its extremes, and how often each situation was named in it.

    Args:
        first: its first decision.
        last: its last decision.
        lr_low: the one with the lowest LR.
        lr_high: the one with the highest LR.
        loss_low: the one with the lowest finite loss; None if no loss was given.
        loss_high: likewise the highest.
        validations: those with the lowest and the highest validation loss.
        total: sum of the finite losses.
        losses: how many these are.
        counts: readings by situation.
    """

    first: Entry
    last: Entry
    lr_low: Entry
    lr_high: Entry
    loss_low: Entry | None = None
    loss_high: Entry | None = None
    validations: tuple[Entry, ...] = ()
    total: float = 0.0
    losses: int = 0
    counts: dict[Situation, int] = field(default_factory=dict)

    @classmethod
    def of(cls, entry: Entry) -> "Bucket":
        """Return the stretch of one decision."""
        loss, validation = entry.reading.loss, entry.reading.validation
        seen = loss is not None and math.isfinite(loss)
        return cls(
            first=entry,
            last=entry,
            lr_low=entry,
            lr_high=entry,
            loss_low=entry if seen else None,
            loss_high=entry if seen else None,
            validations=(entry,) if validation is not None and math.isfinite(validation) else (),
            total=loss if seen and loss is not None else 0.0,
            losses=int(seen),
            counts={entry.decision.situation: 1},
        )

    def take_in(self, entry: Entry) -> None:
        """Take in the decision that follows: as `take` of a stretch of one, which takes three times as long."""
        self.last = entry
        decision, reading = entry.decision, entry.reading
        lr, loss = decision.written_lr, reading.loss
        if lr < self.lr_low.decision.written_lr:
            self.lr_low = entry
        elif lr > self.lr_high.decision.written_lr:
            self.lr_high = entry
        if loss is not None and math.isfinite(loss):
            if self.loss_low is None or loss < _loss(self.loss_low):
                self.loss_low = entry
            if self.loss_high is None or loss > _loss(self.loss_high):
                self.loss_high = entry
            self.total, self.losses = self.total + loss, self.losses + 1
        if reading.validation is not None and math.isfinite(reading.validation):
            self._check((entry,))
        self.counts[decision.situation] = self.counts.get(decision.situation, 0) + 1

    def take(self, other: "Bucket") -> None:
        """Take in the stretch that follows."""
        self.last = other.last
        if other.lr_low.decision.written_lr < self.lr_low.decision.written_lr:
            self.lr_low = other.lr_low
        if other.lr_high.decision.written_lr > self.lr_high.decision.written_lr:
            self.lr_high = other.lr_high
        if self.loss_low is None or (other.loss_low is not None and _loss(other.loss_low) < _loss(self.loss_low)):
            self.loss_low = other.loss_low
        if self.loss_high is None or (other.loss_high is not None and _loss(other.loss_high) > _loss(self.loss_high)):
            self.loss_high = other.loss_high
        if other.validations:
            self._check(other.validations)
        self.total, self.losses = self.total + other.total, self.losses + other.losses
        for situation, count in other.counts.items():
            self.counts[situation] = self.counts.get(situation, 0) + count

    def _check(self, validations: tuple[Entry, ...]) -> None:
        """Keep the lowest and the highest validation loss."""
        found = sorted((*self.validations, *validations), key=_validation)
        self.validations = tuple(found) if len(found) < 3 else (found[0], found[-1])  # noqa: PLR2004 - both ends

    def kept(self) -> Iterator[Entry]:
        """Yield its decisions that are kept, in order, each once."""
        found = (self.first, self.last, self.lr_low, self.lr_high, self.loss_low, self.loss_high, *self.validations)
        yield from sorted({each.line: each for each in found if each is not None}.values(), key=lambda each: each.line)


@final
@dataclass(slots=True, kw_only=True)
class Thinned:
    """Stretches of equal length that double whenever they become too many, so that memory stays flat.

    Args:
        most: stretches at most.
        size: decisions in a full stretch.
        buckets: the stretches, in order.
    """

    most: int = _MOST
    size: int = 1
    buckets: list[Bucket] = field(default_factory=list)
    _fill: int = 0

    def add(self, entry: Entry) -> None:
        """Take in the next decision."""
        if self.buckets and self._fill < self.size:
            self.buckets[-1].take_in(entry)
            self._fill += 1
            return
        if len(self.buckets) == self.most:
            self._halve()
        self.buckets.append(Bucket.of(entry))
        self._fill = 1

    def _halve(self) -> None:
        pairs = zip(self.buckets[::2], self.buckets[1::2], strict=True)
        for one, other in pairs:
            one.take(other)
        self.buckets = self.buckets[::2]
        self.size *= 2


def _loss(entry: Entry) -> float:
    loss = entry.reading.loss
    return math.nan if loss is None else loss


def _validation(entry: Entry) -> float:
    validation = entry.reading.validation
    return math.nan if validation is None else validation
