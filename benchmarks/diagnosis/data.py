"""Small sets from scikit-learn, standardised and split; the same in every run."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import final

import torch
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_wine, make_friedman1
from torch import Tensor, nn
from torch.nn import functional

_HELD_OUT = 0.25
_SHUFFLE_SEED = 0
_CONSTANT = 1e-6


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """Training and held-out examples.

    Args:
        inputs: training inputs, one row each, standardised.
        targets: class numbers, or standardised values.
        held_inputs: inputs that no step sees.
        held_targets: their targets.
        classes: number of classes; 0 for values.
    """

    inputs: Tensor
    targets: Tensor
    held_inputs: Tensor
    held_targets: Tensor
    classes: int

    @property
    def outputs(self) -> int:
        """Numbers that a model answers with."""
        return self.classes or 1

    def loss(self, answers: Tensor, targets: Tensor) -> Tensor:
        """Return the mean loss of a model's answers."""
        if self.classes:
            return functional.cross_entropy(answers, targets)
        return 0.5 * functional.mse_loss(answers[:, 0], targets)

    def exact(self, model: nn.Module) -> float:
        """Return the loss over all training examples, in evaluation mode."""
        return self.measured(model, self.inputs, self.targets)

    def validation(self, model: nn.Module) -> float:
        """Return the loss over the held-out examples, in evaluation mode."""
        return self.measured(model, self.held_inputs, self.held_targets)

    def measured(self, model: nn.Module, inputs: Tensor, targets: Tensor) -> float:
        """Return the loss over these examples, in evaluation mode."""
        was_training = model.training
        model.eval()
        with torch.no_grad():
            value = float(self.loss(model(inputs), targets))
        model.train(was_training)
        return value


def _friedman(**_: bool) -> "tuple[object, object]":
    drawn = make_friedman1(n_samples=600, n_features=10, noise=1.0, random_state=0)
    return drawn[0], drawn[1]


_SOURCES: "dict[str, tuple[Callable[..., tuple[object, object]], int]]" = {
    "digits": (load_digits, 10),
    "wine": (load_wine, 3),
    "tumours": (load_breast_cancer, 2),
    "diabetes": (load_diabetes, 0),
    "friedman": (_friedman, 0),
}


@cache
def data(name: str) -> Data:
    """Return a set by name: digits, wine, tumours, diabetes or friedman."""
    load, classes = _SOURCES[name]
    features, answers = load(return_X_y=True)
    inputs = torch.as_tensor(features, dtype=torch.float32)
    inputs = (inputs - inputs.mean(0)) / inputs.std(0).clamp_min(_CONSTANT)
    targets = torch.as_tensor(answers, dtype=torch.int64 if classes else torch.float32)
    if not classes:
        targets = (targets - targets.mean()) / targets.std()
    order = torch.randperm(len(inputs), generator=torch.Generator().manual_seed(_SHUFFLE_SEED))
    held, rest = order[: int(_HELD_OUT * len(order))], order[int(_HELD_OUT * len(order)) :]
    return Data(
        inputs=inputs[rest],
        targets=targets[rest],
        held_inputs=inputs[held],
        held_targets=targets[held],
        classes=classes,
    )
