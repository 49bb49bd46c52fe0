"""Logistic regression whose truth turns all the time: an LR that dies out loses it, one too large never finds it."""

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.optim import SGD

from awarelr.benchmark.data.rotating import RotatingTruth
from awarelr.benchmark.tasks.measure import Measure
from awarelr.benchmark.tasks.task import Task
from awarelr.benchmark.tasks.workload import Workload

__all__ = ["TASK"]

_BATCH = 8
_STEPS = 3000
_FEATURES = 10


def _build(seed: int) -> Workload:
    stream = RotatingTruth(seed=seed, turn=1500, batch=_BATCH, features=_FEATURES, size=4.0)
    model = nn.Linear(_FEATURES, 1, bias=False)
    nn.init.zeros_(model.weight)

    def loss(step: int) -> Tensor:
        examples = stream.at(step)
        return functional.binary_cross_entropy_with_logits(model(examples.inputs)[:, 0], examples.targets)

    def metric(trained: nn.Module) -> float:
        error: Tensor = trained(torch.eye(_FEATURES))[:, 0] - stream.truth_at(_STEPS)
        return 0.5 * error.square().sum().item()

    return Workload(model=model, optimizer=lambda lr: SGD(model.parameters(), lr=lr), loss=loss, metric=metric)


TASK = Task(name="rotating", lr=0.1, steps=_STEPS, batch=_BATCH, measure=Measure.ONLINE_LOSS, build=_build)
