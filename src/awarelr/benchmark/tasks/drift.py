"""Linear regression whose truth is redrawn every 500 steps: whoever has annealed for good is lost."""

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor, nn
from torch.optim import SGD

from awarelr.benchmark.data.redrawn import RedrawnTruth
from awarelr.benchmark.tasks.measure import Measure
from awarelr.benchmark.tasks.task import Task
from awarelr.benchmark.tasks.workload import Workload

__all__ = ["TASK"]

_BATCH = 16
_STEPS = 1500
_EVERY = 500
_FEATURES = 20


def _build(seed: int, *, share: float = 1.0) -> Workload:
    stream = RedrawnTruth(
        seed=seed, every=max(1, round(share * _EVERY)), batch=_BATCH, features=_FEATURES, noise=0.5, growth=2.0
    )
    model = nn.Linear(_FEATURES, 1, bias=False)
    nn.init.zeros_(model.weight)

    def loss(step: int) -> Tensor:
        examples = stream.at(step)
        error: Tensor = model(examples.inputs)[:, 0] - examples.targets
        return 0.5 * error.square().mean()

    def metric(trained: nn.Module) -> float:
        error: Tensor = trained(torch.eye(_FEATURES))[:, 0] - stream.truth_at(round(share * _STEPS))
        return 0.5 * error.square().sum().item()

    return Workload(model=model, optimizer=lambda lr: SGD(model.parameters(), lr=lr), loss=loss, metric=metric)


def _paced(share: float) -> Callable[[int], Workload]:
    return partial(_build, share=share)


TASK = Task(
    name="drift",
    lr=0.05,
    steps=_STEPS,
    batch=_BATCH,
    measure=Measure.ONLINE_LOSS,
    build=_build,
    paced=_paced,
)
