"""The upper decile of a noisy function, by a network under Adagrad: a loss with a kink at the answer."""

import torch
from torch import Tensor, nn
from torch.optim import Adagrad

from awarelr.benchmark.data.friedman import friedman
from awarelr.benchmark.networks.mlp import mlp
from awarelr.benchmark.tasks.measure import Measure
from awarelr.benchmark.tasks.supervised import supervised
from awarelr.benchmark.tasks.task import Task
from awarelr.benchmark.tasks.workload import Workload

__all__ = ["TASK"]

_BATCH = 32
_QUANTILE = 0.9


def _build(seed: int) -> Workload:
    torch.manual_seed(seed)
    model = mlp((10, 64, 64, 1), nn.ReLU)
    return supervised(
        model=model,
        optimizer=lambda lr: Adagrad(model.parameters(), lr=lr),
        data=friedman(train=1500, validation=1000, noise=1.0),
        criterion=_pinball,
        batch=_BATCH,
        seed=seed,
    )


def _pinball(answers: Tensor, targets: Tensor) -> Tensor:
    """Return the mean loss that the quantile makes least.

    Source: Koenker and Bassett, "Regression quantiles", 1978.
    """
    above = targets - answers[:, 0]
    return torch.maximum(_QUANTILE * above, (_QUANTILE - 1.0) * above).mean()


TASK = Task(name="quantile", lr=0.03, steps=1500, batch=_BATCH, measure=Measure.VALIDATION_LOSS, build=_build)
