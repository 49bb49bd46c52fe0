"""Logistic regression whose truth turns all the time: an LR that dies out loses it, one too large never finds it."""

from collections.abc import Callable
from functools import partial

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
_TURN = 1500
_FEATURES = 10


def _build(seed: int, *, share: float = 1.0) -> Workload:
    stream = RotatingTruth(seed=seed, turn=max(1, round(share * _TURN)), batch=_BATCH, features=_FEATURES, size=4.0)
    model = nn.Linear(_FEATURES, 1, bias=False)
    nn.init.zeros_(model.weight)

    def loss(step: int) -> Tensor:
        examples = stream.at(step)
        return functional.binary_cross_entropy_with_logits(model(examples.inputs)[:, 0], examples.targets)

    def metric(trained: nn.Module) -> float:
        error: Tensor = trained(torch.eye(_FEATURES))[:, 0] - stream.truth_at(round(share * _STEPS))
        return 0.5 * error.square().sum().item()

    return Workload(model=model, optimizer=lambda lr: SGD(model.parameters(), lr=lr), loss=loss, metric=metric)


def _paced(share: float) -> Callable[[int], Workload]:
    return partial(_build, share=share)


TASK = Task(
    name="rotating",
    lr=0.1,
    steps=_STEPS,
    batch=_BATCH,
    measure=Measure.ONLINE_LOSS,
    build=_build,
    paced=_paced,
)
