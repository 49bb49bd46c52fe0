"""Random numbers that belong to one step."""

import torch

from awarelr.benchmark.data.batches import BATCH_SEED

__all__ = ["step_generator"]

_STRIDE = 1_000_003


def step_generator(*, seed: int, step: int) -> torch.Generator:
    """Return a generator that is a function of seed and step alone, for what a step draws besides its examples.

    `Batches` draws which examples a step sees. Two seeds share no step below a million.

    Args:
        seed: the run's seed.
        step: the step, from 1.
    """
    return torch.Generator().manual_seed(_STRIDE * (seed + BATCH_SEED) + step)
