"""Handwritten digits of 8 x 8 pixels, from scikit-learn."""

import torch
from sklearn.datasets import load_digits

from awarelr.benchmark.data.labelled import Labelled, Split

__all__ = ["digits"]

_TRAIN = 1300
_CLASSES = 10
_SHUFFLE_SEED = 0
_RELABEL_SEED = 5


def digits(*, relabelled: float = 0.0) -> Split:
    """Return 1300 training and 497 validation images as rows of 64 pixels in [0, 1]; the same in every run.

    Args:
        relabelled: share of the training labels that are redrawn from all ten; one in ten of them comes out right.

    Source: Alpaydin and Kaynak, "Optical recognition of handwritten digits", UCI repository, 1998.
    """
    pixels, labels = load_digits(return_X_y=True)
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(_SHUFFLE_SEED))
    inputs = torch.tensor(pixels / 16.0, dtype=torch.float32)[order]
    targets = torch.tensor(labels, dtype=torch.int64)[order]
    generator = torch.Generator().manual_seed(_RELABEL_SEED)
    redrawn = torch.rand(_TRAIN, generator=generator) < relabelled
    labels_drawn = torch.randint(0, _CLASSES, (_TRAIN,), generator=generator)
    return Split(
        train=Labelled(inputs=inputs[:_TRAIN], targets=torch.where(redrawn, labels_drawn, targets[:_TRAIN])),
        validation=Labelled(inputs=inputs[_TRAIN:], targets=targets[_TRAIN:]),
    )
