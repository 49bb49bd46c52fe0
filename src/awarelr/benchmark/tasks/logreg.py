"""Logistic regression on breast tumours in small batches: convex, noisy, solved early."""

from torch import Tensor, nn
from torch.nn import functional
from torch.optim import SGD

from awarelr.benchmark.data.batches import Batches
from awarelr.benchmark.data.tumours import tumours
from awarelr.benchmark.tasks.measure import Measure
from awarelr.benchmark.tasks.task import Task
from awarelr.benchmark.tasks.workload import Workload

__all__ = ["TASK"]

_BATCH = 16
_L2 = 1e-3


def _build(seed: int) -> Workload:
    data = tumours()
    batches = Batches(population=len(data.inputs), size=_BATCH, seed=seed)
    model = nn.Linear(data.inputs.shape[1], 1)
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)

    def loss(step: int) -> Tensor:
        rows = batches.at(step)
        return _objective(model, data.inputs[rows], data.targets[rows])

    def metric(trained: nn.Module) -> float:
        return _objective(trained, data.inputs, data.targets).item()

    return Workload(model=model, optimizer=lambda lr: SGD(model.parameters(), lr=lr), loss=loss, metric=metric)


def _objective(model: nn.Module, inputs: Tensor, targets: Tensor) -> Tensor:
    fit = functional.binary_cross_entropy_with_logits(model(inputs)[:, 0], targets)
    (weight, _bias) = model.parameters()
    return fit + _L2 * weight.square().sum()


TASK = Task(name="logreg", lr=0.1, steps=500, batch=_BATCH, measure=Measure.OBJECTIVE, build=_build)
