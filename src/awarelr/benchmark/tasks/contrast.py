"""Two views of a digit brought together, those of others kept apart: a loss that depends on the whole batch."""

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.optim import SGD

from awarelr.benchmark.data.batches import Batches
from awarelr.benchmark.data.digits import digits
from awarelr.benchmark.data.step_generator import step_generator
from awarelr.benchmark.data.views import view
from awarelr.benchmark.networks.mlp import mlp
from awarelr.benchmark.tasks.measure import Measure
from awarelr.benchmark.tasks.task import Task
from awarelr.benchmark.tasks.workload import Workload

__all__ = ["TASK"]

_BATCH = 64
_TEMPERATURE = 0.2
_VALIDATION_SEED = 7


def _build(seed: int) -> Workload:
    data = digits()
    train = data.train.inputs
    batches = Batches(population=len(train), size=_BATCH, seed=seed)
    held_out = torch.split(data.validation.inputs, _BATCH)[:-1]  # the last one is smaller: fewer others, a lower loss
    luck = torch.Generator().manual_seed(_VALIDATION_SEED)
    pairs = [_two_views(images, luck) for images in held_out]
    torch.manual_seed(seed)
    model = mlp((64, 128, 128, 32), nn.ReLU)

    def loss(step: int) -> Tensor:
        return _contrast(model, _two_views(train[batches.at(step)], step_generator(seed=seed, step=step)))

    def metric(trained: nn.Module) -> float:
        return torch.stack([_contrast(trained, pair) for pair in pairs]).mean().item()

    return Workload(
        model=model,
        optimizer=lambda lr: SGD(model.parameters(), lr=lr, momentum=0.9, weight_decay=1e-4),
        loss=loss,
        metric=metric,
    )


def _two_views(images: Tensor, generator: torch.Generator) -> Tensor:
    return torch.cat((view(images, generator), view(images, generator)))


def _contrast(model: nn.Module, views: Tensor) -> Tensor:
    """Return the cross entropy of finding each view's other among all of the batch.

    Source: Chen et al., "A simple framework for contrastive learning of visual representations", 2020.
    """
    directions = functional.normalize(model(views), dim=1)
    likeness = directions @ directions.T / _TEMPERATURE
    oneself = torch.eye(len(views), dtype=torch.bool)
    others = torch.arange(len(views)).roll(len(views) // 2)
    return functional.cross_entropy(likeness.masked_fill(oneself, float("-inf")), others)


TASK = Task(name="contrast", lr=0.05, steps=800, batch=_BATCH, measure=Measure.VALIDATION_LOSS, build=_build)
