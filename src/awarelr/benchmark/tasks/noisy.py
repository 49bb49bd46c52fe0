"""Handwritten digits with false training labels: a lasting noise floor, and a network that could learn it by heart."""

import torch
from torch import nn
from torch.nn import functional
from torch.optim import AdamW

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
        optimizer=lambda lr: AdamW(model.parameters(), lr=lr, weight_decay=0.01),
        data=digits(relabelled=0.3),
        criterion=functional.cross_entropy,
        batch=_BATCH,
        seed=seed,
    )


TASK = Task(name="noisy", lr=1e-3, steps=800, batch=_BATCH, measure=Measure.VALIDATION_LOSS, build=_build)
