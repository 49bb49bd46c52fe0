"""Whether a series that is wanted low has turned and rises, by more than its own noise."""

from dataclasses import dataclass, replace
from typing import final

__all__ = ["NO_TURN", "Turn"]

_SPAN = 3
"""Values whose mean is compared (*ours*)."""
_NOISE_WINDOW = 8
_OF_SECOND_DIFFERENCES = 6.0
"""Variance of ``a - 2 b + c`` over that of a single value."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The mean of the last three values beside the least such mean so far; for two windows use `contrast`.

    Args:
        count: values taken in.
        first: the first value.
        last: the latest value; None before the first.
        last_but_one: the value before it.
        recent: mean of the last three values, or of fewer at the start.
        least: least ``recent`` so far.
        since: values since then.
        beside: what stood beside the series when it was least, such as the training loss beside a validation loss.
        noise: variance of a single value, from the last second differences, which a steady rise or fall leaves alone.
        differences: second differences behind it.

    Example:
        >>> turn = NO_TURN
        >>> for value in (3.0, 2.0, 1.5, 1.4, 1.5, 1.7, 1.9):
        ...     turn = turn.add(value, beside=0.0)
        >>> (turn.since, round(turn.rise, 3))
        (2, 0.233)

    Source: early stopping's patience with a standard error in place of a count (*ours*).
    """

    count: int = 0
    first: float = 0.0
    last: float | None = None
    last_but_one: float | None = None
    recent: float = 0.0
    least: float = 0.0
    since: int = 0
    beside: float = 0.0
    noise: float = 0.0
    differences: int = 0

    def add(self, value: float, *, beside: float) -> "Turn":
        """Take in one finite value, with what stands beside it."""
        known = [each for each in (self.last_but_one, self.last, value) if each is not None]
        recent = sum(each / len(known) for each in known)
        noise, differences = self.noise, self.differences
        if len(known) == _SPAN:
            differences += 1
            bend = (known[0] - 2.0 * known[1] + known[2]) ** 2 / _OF_SECOND_DIFFERENCES
            noise += (bend - noise) / min(differences, _NOISE_WINDOW)
        after = replace(
            self,
            count=self.count + 1,
            last=value,
            last_but_one=self.last,
            recent=recent,
            since=self.since + 1,
            noise=noise,
            differences=differences,
        )
        if self.count == 0:
            return replace(after, first=value, least=recent, since=0, beside=beside)
        return replace(after, least=recent, since=0, beside=beside) if recent < self.least else after

    @property
    def rise(self) -> float:
        """How far the recent mean lies above the least."""
        return self.recent - self.least

    @property
    def error(self) -> float:
        """Standard error of ``rise``."""
        return float((self.noise * 2.0 / _SPAN) ** 0.5)


NO_TURN = Turn()
