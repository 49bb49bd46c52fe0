"""Which coordinates of a large model the sensor looks at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

__all__ = ["BLOCK", "PERIOD", "SAMPLE_ABOVE", "Sample", "plan_samples"]

SAMPLE_ABOVE = 1_000_000
"""Coordinates up to which every one is read (*ours*)."""
BLOCK = 16
"""Neighbours read together: one cache line of float32."""
PERIOD = 331
"""Distance from block to block; a prime, so that it falls in step with no layer's width. 16 / 331 = 4.8 %."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Coordinates read from one flattened tensor: the first ``block`` of every ``period``, ``blocks`` times.

    Args:
        blocks: number of blocks.
        block: coordinates in each.
        period: distance between the starts of two blocks.
    """

    blocks: int
    block: int
    period: int

    @property
    def size(self) -> int:
        """Coordinates read."""
        return self.blocks * self.block


def plan_samples(sizes: Sequence[int], *, whole: bool) -> tuple[Sample, ...]:
    """Choose the coordinates of each tensor.

    Args:
        sizes: number of coordinates of each tensor.
        whole: True to read all; False to read at most 5 % over all tensors.
    """
    if whole:
        return tuple(Sample(blocks=1, block=size, period=size) for size in sizes)
    samples = []
    leftover = taken = 0
    for size in sizes:
        blocks = size // PERIOD
        if blocks:
            samples.append(Sample(blocks=blocks, block=BLOCK, period=PERIOD))
            leftover += size - blocks * PERIOD
            continue
        # Tensors smaller than a period share a common quota, so that many of them cannot exceed 5 % together.
        leftover += size
        block = min(size, leftover * BLOCK // PERIOD - taken)
        taken += block
        samples.append(Sample(blocks=1, block=block, period=max(size, 1)))
    return tuple(samples)
