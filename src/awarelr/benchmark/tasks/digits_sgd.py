"""Handwritten digits under SGD with momentum."""

import torch
from torch import nn
from torch.nn import functional
from torch.optim import SGD

from awarelr.benchmark.data.digits import digits
from awarelr.benchmark.networks.mlp import mlp
from awarelr.benchmark.tasks.measure import Measure
from awarelr.benchmark.tasks.supervised import supervised
from awarelr.benchmark.tasks.task import Task
from awarelr.benchmark.tasks.workload import Workload

__all__ = ["TASK"]

_BATCH = 64


def _build(seed: int) -> Workload:
    torch.manual_seed(seed)
    model = mlp((64, 128, 128, 10), nn.ReLU)
    return supervised(
        model=model,
        optimizer=lambda lr: SGD(model.parameters(), lr=lr, momentum=0.9),
        data=digits(),
        criterion=functional.cross_entropy,
        batch=_BATCH,
        seed=seed,
    )


TASK = Task(name="digits_sgd", lr=0.1, steps=600, batch=_BATCH, measure=Measure.VALIDATION_LOSS, build=_build)
