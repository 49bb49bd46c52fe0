"""Ill-conditioned linear regression: directions whose curvature differs a thousandfold."""

import torch
from torch import Tensor, nn
from torch.optim import SGD

from awarelr.benchmark.data.batches import Batches
from awarelr.benchmark.data.linear import ill_conditioned
from awarelr.benchmark.tasks.measure import Measure
from awarelr.benchmark.tasks.task import Task
from awarelr.benchmark.tasks.workload import Workload

__all__ = ["TASK"]

_BATCH = 8
_FEATURES = 20


def _build(seed: int) -> Workload:
    data = ill_conditioned(examples=2000, features=_FEATURES, decades=1.5, noise=0.3)
    inputs, targets = data.train.inputs, data.train.targets
    batches = Batches(population=len(inputs), size=_BATCH, seed=seed)
    model = nn.Linear(_FEATURES, 1, bias=False)
    nn.init.zeros_(model.weight)

    def loss(step: int) -> Tensor:
        rows = batches.at(step)
        error: Tensor = model(inputs[rows])[:, 0] - targets[rows]
        return 0.5 * error.square().mean()

    def metric(trained: nn.Module) -> float:
        weights: Tensor = trained(torch.eye(_FEATURES))[:, 0]
        return data.excess_risk(weights)

    return Workload(model=model, optimizer=lambda lr: SGD(model.parameters(), lr=lr), loss=loss, metric=metric)


TASK = Task(name="linreg", lr=0.03, steps=1000, batch=_BATCH, measure=Measure.EXCESS_RISK, build=_build)
