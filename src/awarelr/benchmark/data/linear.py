"""Linear data whose directions differ in scale."""

from dataclasses import dataclass
from typing import final

import torch
from torch import Tensor

from awarelr.benchmark.data.labelled import Labelled

__all__ = ["LinearData", "ill_conditioned"]

_SEED = 3


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class LinearData:
    """Examples of a linear truth, and the truth; for a truth that changes use `RedrawnTruth`.

    Args:
        train: inputs of shape (examples, features) and their noisy targets.
        truth: weights of the true model, shape (features,).
        scales: standard deviation of each feature, shape (features,); features are independent.
    """

    train: Labelled
    truth: Tensor
    scales: Tensor

    def excess_risk(self, weights: Tensor) -> float:
        """Return by how much the expected half squared error of ``weights`` exceeds that of the truth, exactly."""
        return 0.5 * (self.scales * (weights - self.truth)).square().sum().item()


def ill_conditioned(*, examples: int, features: int, decades: float, noise: float) -> LinearData:
    """Draw Gaussian data whose scales fall from 1 by ``decades``, the same in every run.

    The truth is larger where the scale is smaller, so that the flat directions matter.

    Args:
        examples: number of examples.
        features: length of an example.
        decades: log10 of the largest scale over the smallest; curvatures differ by twice as many decades.
        noise: standard deviation of a target around its true value.
    """
    generator = torch.Generator().manual_seed(_SEED)
    scales = torch.logspace(0.0, -decades, features)
    inputs = torch.randn(examples, features, generator=generator) * scales
    truth = torch.randn(features, generator=generator) / scales.sqrt()
    targets = inputs @ truth + noise * torch.randn(examples, generator=generator)
    return LinearData(train=Labelled(inputs=inputs, targets=targets), truth=truth, scales=scales)
