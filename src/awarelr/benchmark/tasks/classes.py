"""Handwritten digits of which two more classes come in every 200 steps: the loss jumps, and the last come late."""

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.optim import SGD

from awarelr.benchmark.data.digits import digits
from awarelr.benchmark.data.growing import GrowingClasses
from awarelr.benchmark.networks.mlp import mlp
from awarelr.benchmark.tasks.measure import Measure
from awarelr.benchmark.tasks.task import Task
from awarelr.benchmark.tasks.workload import Workload

__all__ = ["TASK"]

_BATCH = 32
_EVERY = 200


def _build(seed: int, *, share: float = 1.0) -> Workload:
    data = digits()
    stream = GrowingClasses(
        examples=data.train, seed=seed, every=max(1, round(share * _EVERY)), arriving=2, batch=_BATCH
    )
    held_out = data.validation
    torch.manual_seed(seed)
    model = mlp((64, 128, 128, 10), nn.ReLU)

    def loss(step: int) -> Tensor:
        examples = stream.at(step)
        return functional.cross_entropy(model(examples.inputs), examples.targets)

    def metric(trained: nn.Module) -> float:
        return functional.cross_entropy(trained(held_out.inputs), held_out.targets).item()

    return Workload(
        model=model,
        optimizer=lambda lr: SGD(model.parameters(), lr=lr, momentum=0.9),
        loss=loss,
        metric=metric,
    )


def _paced(share: float) -> Callable[[int], Workload]:
    return partial(_build, share=share)


TASK = Task(
    name="classes",
    lr=0.01,
    steps=1000,
    batch=_BATCH,
    measure=Measure.VALIDATION_LOSS,
    build=_build,
    paced=_paced,
)
