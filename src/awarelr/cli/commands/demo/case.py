"""The two hopeless starts."""

from dataclasses import dataclass
from typing import final

__all__ = ["CASES", "Case"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A wrong LR to start from.

    Args:
        factor: share of the usual LR.
        words: how wrong that is.
    """

    factor: float
    words: str


CASES = (Case(factor=1e-3, words="1,000 x too small"), Case(factor=30.0, words="30 x too large"))
