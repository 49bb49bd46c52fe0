"""How much of its fall a loss has behind it, as far as its noise lets that be seen."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

from awarelr.core.signals.scatter import scatter_of

__all__ = ["Pace", "pace_of"]

_LEAST = 24
"""Values of which an eighth is still a few."""
_PART = 8
"""An eighth of the run at its beginning, its middle and its end stands for its level there (*ours*)."""
_SEEN = 3.0
"""Standard errors by which the second half must have fallen (*ours*)."""
_UNMOVED = 4.0
"""Standard errors below which nothing has been seen to fall at all (*ours*)."""
_PACE = 0.45
"""Share of the first half's fall from which the second half was as quick (*ours*): on the 14 tuning runs of
``benchmarks/diagnosis_lr.py`` at the best LR it was at most 0.44, at a hundredth of it at least 0.52 on 10 of 14."""
_THROWN = 10.0
"""Times the last level that a loss thrown up has as its first level (*ours*)."""
_ABOVE = 3.0
"""Times the first value, the lowest of all, at which a run that never came near it again ends (*ours*)."""
_STILL = 0.1
"""Share of the second half's fall that must be left to its last quarter of the run (*ours*)."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The fall of the first half of a run, and of the second.

    `awarelr.diagnose.findings.still_falling.LogFall` is the sibling that sees a fall slow down as a power law does.

    Args:
        first: level at the beginning.
        last: level at the end.
        early: fall from the beginning to the middle.
        late: fall from the middle to the end.
        latest: fall from the third quarter to the end.
        error: standard error of a fall.
        start: the first value.
        highest: the highest value.
        lowest: the lowest value after the first.
    """

    first: float
    last: float
    early: float
    late: float
    latest: float
    error: float
    start: float
    highest: float
    lowest: float

    @property
    def spoilt(self) -> bool:
        """True if it was soon far above its first value and ends no lower, or never came near it again."""
        fell = self.start <= self.last and self.first > _THROWN * self.last
        return self.start > 0.0 and (fell or (self.start < self.lowest and self.last > _ABOVE * self.start))

    @property
    def t(self) -> float:
        """The fall of the second half over its standard error, as a slope has it: below 0 where it fell."""
        return -self.late / self.error if self.error > 0.0 else -math.copysign(math.inf, self.late)

    @property
    def ratio(self) -> float:
        """The second half's fall as a share of the first's; infinite where the first did not fall."""
        return self.late / self.early if self.early > 0.0 else math.inf

    @property
    def unhurried(self) -> bool:
        """True if the second half fell, and about as fast as the first: an end is not in sight."""
        return self.t < -_SEEN and self.ratio >= _PACE and self.latest > _STILL * self.late

    @property
    def unmoved(self) -> bool:
        """True if what fell from the beginning to the end is less than the noise can hide."""
        return abs(self.first - self.last) < _UNMOVED * self.error


def pace_of(values: Sequence[float]) -> Pace | None:
    """Return the pace of a curve; None for fewer than 24 values.

    Example:
        >>> pace = pace_of([2.0 - t / 100 for t in range(100)])
        >>> pace is not None and pace.unhurried
        True
        >>> pace = pace_of([0.9**t for t in range(100)])
        >>> pace is not None and pace.unhurried
        False

    Source: *ours*; measured by ``benchmarks/diagnosis_lr.py``.
    """
    count = len(values)
    if count < _LEAST:
        return None
    width = count // _PART
    first, middle, third, last = (
        statistics.fmean(values[begin : begin + width])
        for begin in (0, (count - width) // 2, 3 * (count - width) // 4, count - width)
    )
    return Pace(
        first=first,
        last=last,
        early=first - middle,
        late=middle - last,
        latest=third - last,
        error=scatter_of(values[-4 * width :]) * math.sqrt(2.0 / width),
        start=values[0],
        highest=max(values),
        lowest=min(values[1:]),
    )
