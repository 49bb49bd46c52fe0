"""Breast tumours, benign or malignant, from scikit-learn."""

import torch
from sklearn.datasets import load_breast_cancer

from awarelr.benchmark.data.labelled import Labelled

__all__ = ["tumours"]

_TRAIN = 400
_SHUFFLE_SEED = 0


def tumours() -> Labelled:
    """Return 400 tumours of 30 features with labels 0. and 1.; the same in every run.

    The features are standardised over all 569 of the set.

    Source: Street, Wolberg and Mangasarian, "Nuclear feature extraction for breast tumor diagnosis", 1993.
    """
    features, labels = load_breast_cancer(return_X_y=True)
    standardised = (features - features.mean(axis=0)) / features.std(axis=0)
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(_SHUFFLE_SEED))[:_TRAIN]
    return Labelled(
        inputs=torch.tensor(standardised, dtype=torch.float32)[order],
        targets=torch.tensor(labels, dtype=torch.float32)[order],
    )
