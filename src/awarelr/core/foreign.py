"""Somebody else's LRs: which of them are no rounding of ours, and what they make of the ratios between groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

__all__ = ["ROUNDING", "Found", "differ", "ratios_after"]

ROUNDING = 1e-6
"""A relative change below it is what float32 does to an LR, not somebody's wish."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An LR that somebody else wrote.

    Args:
        written: LR that we wrote.
        found: LR that was there instead.
        leads: True if it is the leading LR; False if only another group's ratio to it changed.
    """

    written: float
    found: float
    leads: bool


def differ(one: float, other: float) -> bool:
    """True if an LR is not ``other`` as float32 may have rounded it; NaN differs from all."""
    return not abs(one - other) <= ROUNDING * abs(other)


def ratios_after(ratios: Sequence[float], lrs: Sequence[float], in_force: float) -> list[float]:
    """Return the ratios of LRs to the leading one, anew where somebody has changed them.

    Args:
        ratios: as they were.
        lrs: LRs found in place, of as many or of the first of them.
        in_force: the leading LR; where it is no positive number nothing changes.
    """
    if not 0.0 < in_force < float("inf"):
        return list(ratios)
    after = list(ratios)
    for at, lr in enumerate(lrs):
        if differ(lr, ratios[at] * in_force) and 0.0 <= lr < float("inf"):
            after[at] = lr / in_force
    return after
