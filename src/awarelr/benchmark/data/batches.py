"""Which examples each step sees."""

from typing import final

import torch
from torch import Tensor

__all__ = ["BATCH_SEED", "Batches"]

BATCH_SEED = 1000
"""Added to a run's seed, so that batches and the shuffle of the data come from different streams."""

_BLOCK = 256


@final
class Batches:
    """Indices of every step's batch: drawn with replacement, a function of seed and step alone.

    Steps may be asked for in any order and more than once; a run of any length extends the same stream, so that a
    long run begins like a short one.

    Args:
        population: number of examples to draw from.
        size: examples a batch.
        seed: the run's seed.

    Example:
        >>> batches = Batches(population=5, size=3, seed=0)
        >>> bool((batches.at(7) == Batches(population=5, size=3, seed=0).at(7)).all())
        True
    """

    def __init__(self, *, population: int, size: int, seed: int) -> None:
        """Store what to draw; nothing is drawn before it is asked for."""
        self._population = population
        self._size = size
        self._generator = torch.Generator().manual_seed(seed + BATCH_SEED)
        self._blocks: list[Tensor] = []

    def at(self, step: int) -> Tensor:
        """Return the indices, shape (size,), of step ``step`` (from 1)."""
        block, row = divmod(step - 1, _BLOCK)
        while len(self._blocks) <= block:
            shape = (_BLOCK, self._size)
            self._blocks.append(torch.randint(0, self._population, shape, generator=self._generator))
        return self._blocks[block][row]
