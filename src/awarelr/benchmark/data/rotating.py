"""A stream of yes or no answers whose truth turns steadily."""

import math
from typing import final

import torch
from torch import Tensor

from awarelr.benchmark.data.labelled import Labelled
from awarelr.benchmark.data.step_generator import step_generator

__all__ = ["RotatingTruth"]

_TRUTH_SEED = 13


@final
class RotatingTruth:
    """Fresh examples of a logistic truth that rotates in a plane; for a truth that jumps use `RedrawnTruth`.

    The plane is the same in every run, examples and answers follow from the run's seed. Steps may be asked for in any
    order and more than once.

    Args:
        seed: the run's seed.
        turn: steps that a full turn takes.
        batch: examples a step.
        features: length of an example, standard normal.
        size: length of the truth; the log-odds of an answer have this standard deviation.
    """

    def __init__(self, *, seed: int, turn: int, batch: int, features: int, size: float) -> None:
        """Draw the plane."""
        generator = torch.Generator().manual_seed(_TRUTH_SEED)
        plane, _triangle = torch.linalg.qr(torch.randn(features, 2, generator=generator))
        self._plane = size * plane
        self._seed = seed
        self._turn = turn
        self._shape = (batch, features)

    def truth_at(self, step: int) -> Tensor:
        """Return the weights, shape (features,), that step ``step`` (from 1) draws its answers from."""
        angle = 2.0 * math.pi * (step - 1) / self._turn
        truth: Tensor = math.cos(angle) * self._plane[:, 0] + math.sin(angle) * self._plane[:, 1]
        return truth

    def at(self, step: int) -> Labelled:
        """Return the examples of step ``step`` (from 1): inputs of shape (batch, features) and answers 0. and 1."""
        generator = step_generator(seed=self._seed, step=step)
        inputs = torch.randn(self._shape, generator=generator)
        likely = torch.sigmoid(inputs @ self.truth_at(step))
        answers = (torch.rand(self._shape[0], generator=generator) < likely).float()
        return Labelled(inputs=inputs, targets=answers)
