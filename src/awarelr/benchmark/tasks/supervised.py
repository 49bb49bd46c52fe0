"""A workload that fits labelled data in seeded batches."""

from collections.abc import Callable

from torch import Tensor, nn
from torch.optim import Optimizer

from awarelr.benchmark.data.batches import Batches
from awarelr.benchmark.data.labelled import Split
from awarelr.benchmark.tasks.workload import Workload

__all__ = ["supervised"]


def supervised(
    *,
    model: nn.Module,
    optimizer: Callable[[float], Optimizer],
    data: Split,
    criterion: Callable[[Tensor, Tensor], Tensor],
    batch: int,
    seed: int,
) -> Workload:
    """Return the workload that draws batches from ``data.train`` and measures ``criterion`` on ``data.validation``.

    Args:
        model: maps inputs to what ``criterion`` takes first.
        optimizer: makes the optimizer at an LR.
        data: what to fit and what to measure on.
        criterion: mean loss of predictions and targets.
        batch: examples a step.
        seed: the run's seed.
    """
    train, validation = data.train, data.validation
    batches = Batches(population=len(train.inputs), size=batch, seed=seed)

    def loss(step: int) -> Tensor:
        rows = batches.at(step)
        return criterion(model(train.inputs[rows]), train.targets[rows])

    def metric(trained: nn.Module) -> float:
        return criterion(trained(validation.inputs), validation.targets).item()

    return Workload(model=model, optimizer=optimizer, loss=loss, metric=metric)
