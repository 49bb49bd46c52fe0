"""A small transformer that reads the standard library's source, byte by byte."""

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.optim import AdamW

from awarelr.benchmark.data.batches import Batches
from awarelr.benchmark.data.source_text import source_text
from awarelr.benchmark.networks.byte_transformer import ByteTransformer
from awarelr.benchmark.tasks.measure import Measure
from awarelr.benchmark.tasks.task import Task
from awarelr.benchmark.tasks.workload import Workload

__all__ = ["TASK"]

_BATCH = 12
_CONTEXT = 48
_MODULES = ("argparse", "ast", "dataclasses", "configparser", "subprocess", "typing", "ssl")  # the last is held out
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
    model = ByteTransformer(blocks=2, width=48, heads=3, context=_CONTEXT)

    def loss(step: int) -> Tensor:
        return _next_byte_loss(model, train[batches.at(step)[:, None] + offsets])

    def metric(trained: nn.Module) -> float:
        return _next_byte_loss(trained, held_out).item()

    return Workload(
        model=model,
        optimizer=lambda lr: AdamW(model.parameters(), lr=lr, betas=(0.9, 0.95), weight_decay=0.1),
        loss=loss,
        metric=metric,
    )


def _next_byte_loss(model: nn.Module, windows: Tensor) -> Tensor:
    logits = model(windows[:, :-1])
    return functional.cross_entropy(logits.flatten(0, 1), windows[:, 1:].flatten())


TASK = Task(name="gpt", lr=1e-3, steps=800, batch=_BATCH, measure=Measure.VALIDATION_LOSS, build=_build)
