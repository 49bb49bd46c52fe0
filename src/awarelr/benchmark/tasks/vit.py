"""Handwritten digits through a small vision transformer: attention under AdamW, at the LR of large ones."""

import torch
from torch.nn import functional
from torch.optim import AdamW

from awarelr.benchmark.data.digits import digits
from awarelr.benchmark.networks.patch_transformer import PatchTransformer
from awarelr.benchmark.tasks.measure import Measure
from awarelr.benchmark.tasks.supervised import supervised
from awarelr.benchmark.tasks.task import Task
from awarelr.benchmark.tasks.workload import Workload

__all__ = ["TASK"]

_BATCH = 32


def _build(seed: int) -> Workload:
    torch.manual_seed(seed)
    model = PatchTransformer(blocks=2, width=32, heads=4)
    return supervised(
        model=model,
        optimizer=lambda lr: AdamW(model.parameters(), lr=lr, weight_decay=0.05),
        data=digits(),
        criterion=functional.cross_entropy,
        batch=_BATCH,
        seed=seed,
    )


TASK = Task(name="vit", lr=3e-4, steps=400, batch=_BATCH, measure=Measure.VALIDATION_LOSS, build=_build)
