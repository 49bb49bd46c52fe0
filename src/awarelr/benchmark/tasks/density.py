"""A value's mean and spread learnt together, under Adam: a loss that falls below zero and steepens as it falls.

The measure is the divergence from the true densities, worked out exactly: what the expected loss exceeds the least by.
"""

import math

import torch
from torch import Tensor, nn
from torch.optim import Adam

from awarelr.benchmark.data.spread import spread_at, spread_mean, spread_sd
from awarelr.benchmark.networks.mlp import mlp
from awarelr.benchmark.tasks.measure import Measure
from awarelr.benchmark.tasks.task import Task
from awarelr.benchmark.tasks.workload import Workload

__all__ = ["TASK"]

_BATCH = 32
_MEASURED = 401
_NORMAL = 0.5 * math.log(2.0 * math.pi)


def _build(seed: int) -> Workload:
    grid = torch.linspace(-1.0, 1.0, _MEASURED)
    true_mean, true_sd = spread_mean(grid), spread_sd(grid)
    torch.manual_seed(seed)
    model = mlp((1, 64, 64, 2), nn.Tanh)

    def loss(step: int) -> Tensor:
        examples = spread_at(seed=seed, step=step, batch=_BATCH)
        mean, log_sd = model(examples.inputs).unbind(dim=1)
        surprise: Tensor = 0.5 * ((examples.targets - mean) / log_sd.exp()).square() + log_sd + _NORMAL
        return surprise.mean()

    def metric(trained: nn.Module) -> float:
        mean, log_sd = trained(grid[:, None]).unbind(dim=1)
        spread = (true_sd.square() + (true_mean - mean).square()) / (2.0 * log_sd.exp().square())
        divergence: Tensor = spread - 0.5 + log_sd - true_sd.log()
        return divergence.mean().item()

    return Workload(model=model, optimizer=lambda lr: Adam(model.parameters(), lr=lr), loss=loss, metric=metric)


TASK = Task(name="density", lr=1e-3, steps=1500, batch=_BATCH, measure=Measure.EXCESS_RISK, build=_build)
