"""Handwritten digits through a convolutional network with batch normalisation."""

import torch
from torch.nn import functional
from torch.optim import SGD

from awarelr.benchmark.data.digits import digits
from awarelr.benchmark.networks.small_conv import small_conv
from awarelr.benchmark.tasks.measure import Measure
from awarelr.benchmark.tasks.supervised import supervised
from awarelr.benchmark.tasks.task import Task
from awarelr.benchmark.tasks.workload import Workload

__all__ = ["TASK"]

_BATCH = 64


def _build(seed: int) -> Workload:
    torch.manual_seed(seed)
    model = small_conv()
    return supervised(
        model=model,
        optimizer=lambda lr: SGD(model.parameters(), lr=lr, momentum=0.9, weight_decay=5e-4),
        data=digits(),
        criterion=functional.cross_entropy,
        batch=_BATCH,
        seed=seed,
    )


TASK = Task(name="cnn", lr=0.05, steps=400, batch=_BATCH, measure=Measure.VALIDATION_LOSS, build=_build)
