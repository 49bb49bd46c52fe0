"""How much one value counts beside the others where they are very unequal."""

import math
from dataclasses import dataclass
from typing import final

__all__ = ["NO_IMPORTANCE", "Importance"]

_WINDOW = 100
"""Values that the means stand for (*ours*)."""
_LEAST = 30
"""Values before they say anything (*ours*)."""
_UNEQUAL = 2.0
"""Mean squared height from which on values are very unequal (*ours*; in the benchmark's tasks it is 0.9 to 2.9)."""
_LARGEST = 10.0
"""Most that one value counts, and stands out; a single one among a hundred makes no others unequal (*ours*)."""
_FARTHEST = 1000.0
"""Most that one value adds to the mean, in means: an explosion is no measure for what comes after it (*ours*)."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Importance:
    """Sizes beside their own mean of late; for a spread in the series' own unit use `Mean`.

    The height of a value is how many times the mean, and both of its neighbours, it is: a fall makes no sizes unequal,
    however steep, and neither does a growth that our own steps have started; values that stand out alone do.

    Args:
        count: values so far.
        size: mean size.
        squares: mean squared height.
        last: the latest size; infinite before the first.
        last_but_one: the one before.

    Example:
        >>> importance = NO_IMPORTANCE
        >>> for size in 5 * (9 * (1.0,) + (91.0,)):
        ...     importance = importance.add(size)
        >>> round(importance.of(91.0), 1), round(importance.of(1.0), 1)
        (9.1, 0.1)

    Source: *ours*.
    """

    count: int = 0
    size: float = 0.0
    squares: float = 0.0
    last: float = math.inf
    last_but_one: float = math.inf

    def add(self, size: float) -> "Importance":
        """Take in one finite size of at least 0."""
        share = 1.0 / min(self.count + 1, _WINDOW)
        beside = max(self.last_but_one, size, self.size)
        height = min(self.last / beside, _LARGEST) if 0.0 < beside < math.inf else 0.0
        taken = min(size, _FARTHEST * self.size) if self.size > 0.0 else size
        return Importance(
            count=self.count + 1,
            size=self.size + share * (taken - self.size),
            squares=self.squares + share * (height * height - self.squares),
            last=size,
            last_but_one=self.last,
        )

    def of(self, size: float, *, unequal: bool = False) -> float:
        """Return how much ``size`` counts, in mean sizes; 1 unless sizes are very unequal, or known to be."""
        known = unequal or (self.count > _LEAST and self.squares > _UNEQUAL)
        return min(size / self.size, _LARGEST) if known and self.size > 0.0 else 1.0


NO_IMPORTANCE = Importance()
