"""Two spirals told apart: a small network that must bend its boundary many times."""

import torch
from torch import nn
from torch.nn import functional
from torch.optim import AdamW

from awarelr.benchmark.data.spirals import spirals
from awarelr.benchmark.networks.mlp import mlp
from awarelr.benchmark.tasks.measure import Measure
from awarelr.benchmark.tasks.supervised import supervised
from awarelr.benchmark.tasks.task import Task
from awarelr.benchmark.tasks.workload import Workload

__all__ = ["TASK"]

_BATCH = 64


def _build(seed: int) -> Workload:
    torch.manual_seed(seed)
    model = mlp((2, 64, 64, 2), nn.ReLU)
    return supervised(
        model=model,
        optimizer=lambda lr: AdamW(model.parameters(), lr=lr),
        data=spirals(examples=400, half_turns=3.0, noise=0.02),
        criterion=functional.cross_entropy,
        batch=_BATCH,
        seed=seed,
    )


TASK = Task(name="spirals", lr=1e-3, steps=1500, batch=_BATCH, measure=Measure.VALIDATION_LOSS, build=_build)
