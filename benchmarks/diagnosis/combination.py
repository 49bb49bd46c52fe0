"""Which data, network and optimizer train together, and at which LR they do well."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, final

import torch
from benchmarks.diagnosis.data import Data, data
from torch import nn
from torch.optim import SGD, Adagrad, Adam, AdamW, Optimizer, RMSprop

from awarelr.benchmark.networks.mlp import mlp
from awarelr.benchmark.networks.small_conv import small_conv

NETWORKS: dict[str, Callable[[int, int], nn.Module]] = {
    "linear": nn.Linear,
    "relu": lambda fan_in, fan_out: mlp((fan_in, 64, 64, fan_out), nn.ReLU),
    "tanh": lambda fan_in, fan_out: mlp((fan_in, 32, 32, fan_out), nn.Tanh),
    "conv": lambda fan_in, fan_out: small_conv(),  # noqa: ARG005 - it is made for digits
}
OPTIMIZERS: dict[str, Callable[[Iterable[Any], float], Optimizer]] = {
    "sgd": lambda parameters, lr: SGD(parameters, lr=lr),
    "momentum": lambda parameters, lr: SGD(parameters, lr=lr, momentum=0.9),
    "nesterov": lambda parameters, lr: SGD(parameters, lr=lr, momentum=0.9, nesterov=True, weight_decay=1e-4),
    "adam": lambda parameters, lr: Adam(parameters, lr=lr),
    "adamw": lambda parameters, lr: AdamW(parameters, lr=lr, weight_decay=0.01),
    "rmsprop": lambda parameters, lr: RMSprop(parameters, lr=lr),
    "adagrad": lambda parameters, lr: Adagrad(parameters, lr=lr),
}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """Data, network and optimizer by name.

    Args:
        set: key of `data`.
        network: key of `NETWORKS`.
        optimizer: key of `OPTIMIZERS`.
        lr: a good constant LR: of LRs half a decade apart, the one below that with the least training loss after 1000
            steps; where many do equally well the middle of them, and never above 0.3.
    """

    set: str
    network: str
    optimizer: str
    lr: float

    @property
    def name(self) -> str:
        """The three names in one."""
        return f"{self.set}-{self.network}-{self.optimizer}"

    @property
    def data(self) -> Data:
        """The examples."""
        return data(self.set)

    def model(self, seed: int) -> nn.Module:
        """Return the network at the start of a run."""
        torch.manual_seed(seed)
        return NETWORKS[self.network](self.data.inputs.shape[1], self.data.outputs)

    def optimizing(self, model: nn.Module, lr: float) -> Optimizer:
        """Return the optimizer of a model at an LR."""
        return OPTIMIZERS[self.optimizer](model.parameters(), lr)


def _table(*rows: tuple[str, str, str, float]) -> "dict[str, Combination]":
    made = [Combination(set=each[0], network=each[1], optimizer=each[2], lr=each[3]) for each in rows]
    return {each.name: each for each in made}


TUNE = _table(
    ("digits", "relu", "momentum", 0.01),
    ("digits", "tanh", "adam", 0.003),
    ("wine", "relu", "sgd", 0.3),
    ("tumours", "linear", "sgd", 0.3),
    ("diabetes", "linear", "momentum", 0.003),
    ("friedman", "relu", "adamw", 0.001),
)
"""For development."""
ASIDE = _table(
    ("digits", "conv", "nesterov", 0.1),
    ("digits", "relu", "adamw", 0.003),
    ("wine", "linear", "adam", 0.3),
    ("tumours", "tanh", "momentum", 0.1),
    ("diabetes", "relu", "rmsprop", 0.001),
    ("friedman", "tanh", "adagrad", 0.03),
)
"""Set aside; none is among those for development."""
FRESH = _table(
    ("digits", "conv", "adam", 0.01),
    ("digits", "tanh", "sgd", 0.3),
    ("wine", "tanh", "adamw", 0.01),
    ("tumours", "relu", "nesterov", 0.1),
    ("diabetes", "tanh", "adam", 0.01),
    ("friedman", "relu", "momentum", 0.03),
)
"""Made when those set aside were spent, and judged once in their place; none is among the others."""
