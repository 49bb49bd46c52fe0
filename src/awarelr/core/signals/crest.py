"""The largest value of late, slowly forgotten."""

import math
from dataclasses import dataclass
from typing import final

__all__ = ["NO_CREST", "Crest"]

_FORGETTING = math.exp(-1.0 / 20.0)
"""A crest sinks e-fold within 20 values (*ours*)."""
_LEAST = 20
_STRIDE = 4.0
"""Times that one value can raise the crest: what leaps to stay is no leap after two values (*ours*)."""
_LEAP = 10.0
"""A value so many times the crest is a leap: no step of a length that was usual throws a gradient so far (*ours*)."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Crest:
    """The largest of the last 20 values or so; for their middle use `Mean`.

    Args:
        count: values taken in so far.
        height: the largest, forgetting included.

    Example:
        >>> crest = NO_CREST
        >>> for _ in range(20):
        ...     crest = crest.add(2.0)
        >>> crest.leapt(19.0), crest.leapt(21.0)
        (False, True)

    Source: *ours*.
    """

    count: int = 0
    height: float = 0.0

    def add(self, value: float) -> "Crest":
        """Take in one finite value of at least 0; not all of a leap, or it would hide the next one."""
        if self.count >= _LEAST and self.height > 0.0:
            value = min(value, _STRIDE * self.height)
        return Crest(count=self.count + 1, height=max(value, _FORGETTING * self.height))

    def leapt(self, value: float) -> bool:
        """True if ``value`` is ten times the crest or more; False while the crest stands on fewer than 20 values."""
        return self.count >= _LEAST and self.height > 0.0 and value >= _LEAP * self.height


NO_CREST = Crest()
