"""A wavy function fitted with all points at once: no noise, a plateau, an edge of stability."""

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.optim import SGD

from awarelr.benchmark.networks.mlp import mlp
from awarelr.benchmark.tasks.measure import Measure
from awarelr.benchmark.tasks.task import Task
from awarelr.benchmark.tasks.workload import Workload

__all__ = ["TASK"]

_POINTS = 256


def _build(seed: int) -> Workload:
    torch.manual_seed(seed)
    model = mlp((1, 64, 64, 1), nn.Tanh)
    inputs = torch.linspace(-1.0, 1.0, _POINTS)[:, None]
    targets = torch.sin(8.0 * inputs) + 0.5 * torch.sin(20.0 * inputs)

    def loss(step: int) -> Tensor:  # noqa: ARG001 - every step sees all points
        return functional.mse_loss(model(inputs), targets)

    def metric(trained: nn.Module) -> float:
        return functional.mse_loss(trained(inputs), targets).item()

    return Workload(
        model=model,
        optimizer=lambda lr: SGD(model.parameters(), lr=lr, momentum=0.9),
        loss=loss,
        metric=metric,
    )


TASK = Task(name="func", lr=0.01, steps=1000, batch=_POINTS, measure=Measure.OBJECTIVE, build=_build)
