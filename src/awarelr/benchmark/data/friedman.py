"""A function of ten variables, five of them idle, from scikit-learn."""

import torch
from sklearn.datasets import make_friedman1

from awarelr.benchmark.data.labelled import Labelled, Split

__all__ = ["friedman"]

_SEED = 0


def friedman(*, train: int, validation: int, noise: float) -> Split:
    """Return examples with inputs in [-1, 1] and targets of mean 0 and variance 1; the same in every run.

    Args:
        train: number of training examples.
        validation: number of validation examples.
        noise: standard deviation of a target, whose true values spread by about 5, before scaling.

    Source: Friedman, "Multivariate adaptive regression splines", 1991.
    """
    inputs, targets = make_friedman1(n_samples=train + validation, noise=noise, random_state=_SEED)
    inputs = torch.tensor(2.0 * inputs - 1.0, dtype=torch.float32)
    targets = torch.tensor((targets - targets.mean()) / targets.std(), dtype=torch.float32)
    return Split(
        train=Labelled(inputs=inputs[:train], targets=targets[:train]),
        validation=Labelled(inputs=inputs[train:], targets=targets[train:]),
    )
