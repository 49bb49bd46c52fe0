"""The moving average of the weights that a planned schedule is also judged by."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import final

import torch
from torch import nn

__all__ = ["TailAverage"]

_SHARE = 0.1
_SHORTEST = 6.0


@final
class TailAverage:
    """Average of the weights over about the last tenth of the run so far, at least 6 steps.

    After step t: ``e += (theta - e) / W`` with ``W = max(6, 0.1 t)``, starting from the weights before step 1; buffers
    are left alone. That is the medium average of AwareLR's sensor, so that like is compared with like.

    Args:
        parameters: what to average, in place where the optimizer updates it.

    Source: Polyak and Juditsky, 1992; Sandler et al., "Training trajectories, mini-batch losses and the curious role of
    the learning rate", 2023. The share of the run is *ours*.
    """

    def __init__(self, parameters: Iterable[nn.Parameter]) -> None:
        """Start from the weights now in place."""
        self._weights = [parameter.detach() for parameter in parameters]
        self._average = [weight.clone() for weight in self._weights]
        self._steps = 0

    def update(self) -> None:
        """Take in the weights after one more step."""
        self._steps += 1
        window = max(_SHORTEST, _SHARE * self._steps)
        torch._foreach_lerp_(self._average, self._weights, 1.0 / window)

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Put the average in the weights' place, and the weights back at the end."""
        kept = [weight.clone() for weight in self._weights]
        torch._foreach_copy_(self._weights, self._average)
        try:
            yield
        finally:
            torch._foreach_copy_(self._weights, kept)
