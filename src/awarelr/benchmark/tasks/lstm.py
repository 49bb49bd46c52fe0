"""A recurrent network that reads the standard library's source, byte by byte, under Adam."""

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.optim import Adam

from awarelr.benchmark.data.batches import Batches
from awarelr.benchmark.data.source_text import source_text
from awarelr.benchmark.networks.byte_lstm import ByteLstm
from awarelr.benchmark.tasks.measure import Measure
from awarelr.benchmark.tasks.task import Task
from awarelr.benchmark.tasks.workload import Workload

__all__ = ["TASK"]

_BATCH = 16
_CONTEXT = 32
_MODULES = ("inspect", "tarfile", "optparse", "difflib", "textwrap")  # the last ones are held out
_TRAIN_SHARE = 0.9
_VALIDATION_WINDOWS = 256


def _build(seed: int) -> Workload:
    text = source_text(_MODULES)
    cut = round(_TRAIN_SHARE * len(text))
    train, validation = text[:cut], text[cut:]
    offsets = torch.arange(_CONTEXT + 1)
    batches = Batches(population=len(train) - _CONTEXT, size=_BATCH, seed=seed)
    starts = torch.linspace(0, len(validation) - _CONTEXT - 1, _VALIDATION_WINDOWS).long()
    held_out = validation[starts[:, None] + offsets]
    torch.manual_seed(seed)
    model = ByteLstm(embedding=32, width=64)

    def loss(step: int) -> Tensor:
        return _next_byte_loss(model, train[batches.at(step)[:, None] + offsets])

    def metric(trained: nn.Module) -> float:
        return _next_byte_loss(trained, held_out).item()

    return Workload(model=model, optimizer=lambda lr: Adam(model.parameters(), lr=lr), loss=loss, metric=metric)


def _next_byte_loss(model: nn.Module, windows: Tensor) -> Tensor:
    logits = model(windows[:, :-1])
    return functional.cross_entropy(logits.flatten(0, 1), windows[:, 1:].flatten())


TASK = Task(name="lstm", lr=3e-3, steps=600, batch=_BATCH, measure=Measure.VALIDATION_LOSS, build=_build)
