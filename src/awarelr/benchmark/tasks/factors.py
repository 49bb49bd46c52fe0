"""A table of ratings completed by matrix factorisation: a saddle at the start, and only a few entries to learn from."""

import torch
from torch import Tensor, nn
from torch.optim import SGD

from awarelr.benchmark.data.batches import Batches
from awarelr.benchmark.data.ratings import ratings
from awarelr.benchmark.networks.factors import Factors
from awarelr.benchmark.tasks.measure import Measure
from awarelr.benchmark.tasks.task import Task
from awarelr.benchmark.tasks.workload import Workload

__all__ = ["TASK"]

_BATCH = 256
_USERS, _ITEMS, _RANK = 200, 120, 5
_DECAY = 1e-4


def _build(seed: int) -> Workload:
    data = ratings(users=_USERS, items=_ITEMS, rank=_RANK, observed=0.25, noise=0.3)
    pairs, heard = data.train.inputs, data.train.targets
    batches = Batches(population=len(pairs), size=_BATCH, seed=seed)
    everything, truth = data.pairs, data.truth.flatten()
    torch.manual_seed(seed)
    model = Factors(users=_USERS, items=_ITEMS, rank=_RANK)

    def loss(step: int) -> Tensor:
        rows = batches.at(step)
        error: Tensor = model(pairs[rows]) - heard[rows]
        return 0.5 * error.square().mean()

    def metric(trained: nn.Module) -> float:
        error: Tensor = trained(everything) - truth
        return 0.5 * error.square().mean().item()

    return Workload(
        model=model,
        optimizer=lambda lr: SGD(model.parameters(), lr=lr, weight_decay=_DECAY),
        loss=loss,
        metric=metric,
    )


TASK = Task(name="factors", lr=1.0, steps=2500, batch=_BATCH, measure=Measure.EXCESS_RISK, build=_build)
