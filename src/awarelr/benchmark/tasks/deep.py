"""Handwritten digits through ten tanh layers under Nesterov momentum: a plateau before anything reaches the start."""

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

_BATCH = 128
_DEPTH = 10
_WIDTH = 48


def _build(seed: int) -> Workload:
    torch.manual_seed(seed)
    model = mlp((64, *[_WIDTH] * (_DEPTH - 1), 10), nn.Tanh)
    return supervised(
        model=model,
        optimizer=lambda lr: SGD(model.parameters(), lr=lr, momentum=0.9, nesterov=True),
        data=digits(),
        criterion=functional.cross_entropy,
        batch=_BATCH,
        seed=seed,
    )


TASK = Task(name="deep", lr=0.01, steps=1000, batch=_BATCH, measure=Measure.VALIDATION_LOSS, build=_build)
