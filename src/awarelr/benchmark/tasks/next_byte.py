"""A workload that reads the standard library's source, byte by byte."""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.optim import Optimizer

from awarelr.benchmark.data.batches import Batches
from awarelr.benchmark.data.source_text import source_text
from awarelr.benchmark.tasks.workload import Workload

__all__ = ["next_byte"]

_TRAIN_SHARE = 0.9
_VALIDATION_WINDOWS = 256


def next_byte(
    *,
    modules: tuple[str, ...],
    context: int,
    batch: int,
    seed: int,
    network: Callable[[], nn.Module],
    optimizer: Callable[[nn.Module, float], Optimizer],
) -> Workload:
    """Return the workload that predicts each byte from those before it; the last tenth of the text is held out.

    Args:
        modules: names of modules of the standard library, whose sources are the text, in this order.
        context: bytes a window.
        batch: windows a step.
        seed: the run's seed.
        network: makes the model, after the seed is set; it maps bytes to logits.
        optimizer: makes the optimizer of a model at an LR.
    """
    text = source_text(modules)
    cut = round(_TRAIN_SHARE * len(text))
    train, validation = text[:cut], text[cut:]
    offsets = torch.arange(context + 1)
    batches = Batches(population=len(train) - context, size=batch, seed=seed)
    starts = torch.linspace(0, len(validation) - context - 1, _VALIDATION_WINDOWS).long()
    held_out = validation[starts[:, None] + offsets]
    torch.manual_seed(seed)
    model = network()

    def loss(step: int) -> Tensor:
        return _loss(model, train[batches.at(step)[:, None] + offsets])

    def metric(trained: nn.Module) -> float:
        return _loss(trained, held_out).item()

    return Workload(model=model, optimizer=lambda lr: optimizer(model, lr), loss=loss, metric=metric)


def _loss(model: nn.Module, windows: Tensor) -> Tensor:
    logits = model(windows[:, :-1])
    return functional.cross_entropy(logits.flatten(0, 1), windows[:, 1:].flatten())
