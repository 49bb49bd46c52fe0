"""A stream of linear data whose truth is redrawn from time to time."""

from typing import final

import torch
from torch import Tensor

from awarelr.benchmark.data.batches import BATCH_SEED
from awarelr.benchmark.data.labelled import Labelled

__all__ = ["RedrawnTruth"]

_TRUTH_SEED = 11


@final
class RedrawnTruth:
    """Fresh examples of a linear truth that lasts a while; for examples drawn again and again use `Batches`.

    The first truth is standard normal; each later one is drawn anew, ``growth`` times as large. Truths are the same in
    every run, examples and noise follow from the run's seed. Steps may be asked for in any order and more than once.

    Args:
        seed: the run's seed.
        every: steps that a truth lasts.
        batch: examples a step.
        features: length of an example.
        noise: standard deviation of a target around its true value.
        growth: standard deviation of a later truth's weights.
    """

    def __init__(self, *, seed: int, every: int, batch: int, features: int, noise: float, growth: float) -> None:
        """Store what to draw; nothing is drawn before it is asked for."""
        self._every = every
        self._shape = (batch, features)
        self._noise = noise
        self._growth = growth
        self._truth_generator = torch.Generator().manual_seed(_TRUTH_SEED)
        self._generator = torch.Generator().manual_seed(seed + BATCH_SEED)
        self._truths: list[Tensor] = []
        self._steps: list[Labelled] = []

    def truth_at(self, step: int) -> Tensor:
        """Return the weights, shape (features,), that step ``step`` (from 1) draws from."""
        phase = (step - 1) // self._every
        while len(self._truths) <= phase:
            drawn = torch.randn(self._shape[1], generator=self._truth_generator)
            self._truths.append(drawn * self._growth if self._truths else drawn)
        return self._truths[phase]

    def at(self, step: int) -> Labelled:
        """Return the examples of step ``step`` (from 1): inputs of shape (batch, features) and targets of (batch,)."""
        while len(self._steps) < step:
            inputs = torch.randn(self._shape, generator=self._generator)
            noise = torch.randn(self._shape[0], generator=self._generator)
            truth = self.truth_at(len(self._steps) + 1)
            self._steps.append(Labelled(inputs=inputs, targets=inputs @ truth + self._noise * noise))
        return self._steps[step - 1]
