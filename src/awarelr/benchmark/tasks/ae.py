"""A tanh autoencoder of handwritten digits with a narrow, linear waist: a long, curved valley."""

import torch
from torch import nn
from torch.nn import functional
from torch.optim import Adam

from awarelr.benchmark.data.digits import digits
from awarelr.benchmark.data.labelled import Labelled, Split
from awarelr.benchmark.tasks.measure import Measure
from awarelr.benchmark.tasks.supervised import supervised
from awarelr.benchmark.tasks.task import Task
from awarelr.benchmark.tasks.workload import Workload

__all__ = ["TASK"]

_BATCH = 64
_WAIST = 8


def _build(seed: int) -> Workload:
    torch.manual_seed(seed)
    model = nn.Sequential(
        nn.Linear(64, 64), nn.Tanh(), nn.Linear(64, _WAIST), nn.Linear(_WAIST, 64), nn.Tanh(), nn.Linear(64, 64)
    )
    data = digits()
    return supervised(
        model=model,
        optimizer=lambda lr: Adam(model.parameters(), lr=lr),
        data=Split(train=_itself(data.train), validation=_itself(data.validation)),
        criterion=functional.mse_loss,
        batch=_BATCH,
        seed=seed,
    )


def _itself(images: Labelled) -> Labelled:
    return Labelled(inputs=images.inputs, targets=images.inputs)


TASK = Task(name="ae", lr=1e-3, steps=800, batch=_BATCH, measure=Measure.VALIDATION_LOSS, build=_build)
