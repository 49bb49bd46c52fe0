"""Inputs with their targets, and a pair of such sets."""

from dataclasses import dataclass
from typing import final

from torch import Tensor

__all__ = ["Labelled", "Split"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """Inputs and what a model should answer; the first axis of both counts the examples.

    Args:
        inputs: what the model is given.
        targets: class numbers (int64) or values (float32).
    """

    inputs: Tensor
    targets: Tensor


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A training and a validation set of one run; `Labelled` is either of them.

    Args:
        train: what batches are drawn from.
        validation: what the metric is measured on; no step ever sees it.
    """

    train: Labelled
    validation: Labelled
