"""Whether a positive size grows by the same factor again and again."""

import math
from dataclasses import dataclass, replace
from typing import final

__all__ = ["NO_GROWTH", "Growth"]

_BLOCK = 12
"""Values whose growth is taken together (*ours*)."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """Log growth over the last whole block of values and over the one before; for a trend within noise use `Slope`.

    Args:
        count: values since the last block ended.
        mark: log size when the last block ended; None before the first value.
        last: log growth over the last block.
        before: log growth over the block before it.

    Example:
        >>> growth = NO_GROWTH
        >>> for step in range(30):
        ...     growth = growth.add(1.05**step)
        >>> round(growth.steady, 3)
        0.585

    Source: *ours*.
    """

    count: int = 0
    mark: float | None = None
    last: float = 0.0
    before: float = 0.0

    def add(self, size: float) -> "Growth":
        """Take in one finite size; one of 0 begins anew."""
        if size <= 0.0:
            return NO_GROWTH
        log = math.log(size)
        if self.mark is None:
            return Growth(mark=log)
        if self.count + 1 < _BLOCK:
            return replace(self, count=self.count + 1)
        return Growth(mark=log, last=log - self.mark, before=self.last)

    @property
    def steady(self) -> float:
        """The lesser of the two blocks' log growth: what the size has gained twice in a row."""
        return min(self.last, self.before)


NO_GROWTH = Growth()
