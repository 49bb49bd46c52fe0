"""A stream of labelled examples to which new classes come in."""

from typing import final

import torch
from torch import Tensor

from awarelr.benchmark.data.batches import Batches
from awarelr.benchmark.data.labelled import Labelled

__all__ = ["GrowingClasses"]

_FINE = 1 << 24


@final
class GrowingClasses:
    """Batches from the classes known by then, of which a few more come in from time to time, until all are there.

    Every example of a known class is as likely as any other. Steps may be asked for in any order and more than once;
    for a stream whose truth is redrawn use `RedrawnTruth`.

    Args:
        examples: what is drawn from; targets are class numbers from 0.
        seed: the run's seed.
        every: steps between two arrivals.
        arriving: classes that come in at once; the first are there from step 1.
        batch: examples a step.
    """

    def __init__(self, *, examples: Labelled, seed: int, every: int, arriving: int, batch: int) -> None:
        """Sort the examples by class; nothing is drawn before it is asked for."""
        order = examples.targets.argsort(stable=True)
        self._examples = Labelled(inputs=examples.inputs[order], targets=examples.targets[order])
        self._upto: list[int] = torch.bincount(examples.targets).cumsum(0).tolist()
        self._every = every
        self._arriving = arriving
        self._draws = Batches(population=_FINE, size=batch, seed=seed)

    def classes_at(self, step: int) -> int:
        """Return how many classes are known at step ``step`` (from 1)."""
        return min(len(self._upto), self._arriving * (1 + (step - 1) // self._every))

    def at(self, step: int) -> Labelled:
        """Return the examples of step ``step`` (from 1)."""
        known = self._upto[self.classes_at(step) - 1]
        rows: Tensor = self._draws.at(step) * known // _FINE
        return Labelled(inputs=self._examples.inputs[rows], targets=self._examples.targets[rows])
