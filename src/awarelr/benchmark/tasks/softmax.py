"""Handwritten digits told apart by a linear model in 10,000 cheap steps: convex, noisy, long."""

from torch import Tensor, nn
from torch.nn import functional
from torch.optim import SGD

from awarelr.benchmark.data.batches import Batches
from awarelr.benchmark.data.digits import digits
from awarelr.benchmark.tasks.measure import Measure
from awarelr.benchmark.tasks.task import Task
from awarelr.benchmark.tasks.workload import Workload

__all__ = ["TASK"]

_BATCH = 4
_L2 = 1e-4


def _build(seed: int) -> Workload:
    train = digits().train
    batches = Batches(population=len(train.inputs), size=_BATCH, seed=seed)
    model = nn.Linear(64, 10)
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)

    def loss(step: int) -> Tensor:
        rows = batches.at(step)
        return _objective(model, train.inputs[rows], train.targets[rows])

    def metric(trained: nn.Module) -> float:
        return _objective(trained, train.inputs, train.targets).item()

    return Workload(model=model, optimizer=lambda lr: SGD(model.parameters(), lr=lr), loss=loss, metric=metric)


def _objective(model: nn.Module, inputs: Tensor, targets: Tensor) -> Tensor:
    (weight, _bias) = model.parameters()
    return functional.cross_entropy(model(inputs), targets) + _L2 * weight.square().sum()


TASK = Task(name="softmax", lr=0.1, steps=10_000, batch=_BATCH, measure=Measure.OBJECTIVE, build=_build)
