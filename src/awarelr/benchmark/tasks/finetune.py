"""A pretrained vision transformer taught a new look of the digits from 100 examples, at the small LR of fine-tuning.

Pretraining, on white digits, is part of the build and the same in every run; the digits are then black on white and the
last layer begins anew.
"""

from functools import cache

import torch
from torch import Tensor
from torch.nn import functional
from torch.optim import AdamW

from awarelr.benchmark.data.batches import Batches
from awarelr.benchmark.data.digits import digits
from awarelr.benchmark.data.labelled import Labelled, Split
from awarelr.benchmark.networks.patch_transformer import PatchTransformer
from awarelr.benchmark.tasks.measure import Measure
from awarelr.benchmark.tasks.supervised import supervised
from awarelr.benchmark.tasks.task import Task
from awarelr.benchmark.tasks.workload import Workload

__all__ = ["TASK"]

_BATCH = 16
_FEW = 100
_PRETRAINING_STEPS = 150
_PRETRAINING_LR = 3e-3
_PRETRAINING_BATCH = 32
_PRETRAINING_SEED = 19


def _build(seed: int) -> Workload:
    data = digits()
    few = Labelled(inputs=data.train.inputs[:_FEW], targets=data.train.targets[:_FEW])
    model = PatchTransformer(blocks=2, width=32, heads=4)
    model.load_state_dict(_pretrained())
    torch.manual_seed(seed)
    model.head.reset_parameters()
    return supervised(
        model=model,
        optimizer=lambda lr: AdamW(model.parameters(), lr=lr, weight_decay=0.01),
        data=Split(train=_inverted(few), validation=_inverted(data.validation)),
        criterion=functional.cross_entropy,
        batch=_BATCH,
        seed=seed,
    )


@cache
def _pretrained() -> dict[str, Tensor]:
    """Return the weights after pretraining on the digits that are not among the few; the start of every run."""
    train = digits().train
    inputs, targets = train.inputs[_FEW:], train.targets[_FEW:]
    torch.manual_seed(_PRETRAINING_SEED)
    model = PatchTransformer(blocks=2, width=32, heads=4)
    optimizer = AdamW(model.parameters(), lr=_PRETRAINING_LR)
    batches = Batches(population=len(inputs), size=_PRETRAINING_BATCH, seed=_PRETRAINING_SEED)
    for step in range(1, _PRETRAINING_STEPS + 1):
        rows = batches.at(step)
        optimizer.zero_grad()
        loss: Tensor = functional.cross_entropy(model(inputs[rows]), targets[rows])
        loss.backward()  # type: ignore[no-untyped-call] # torch's own
        optimizer.step()
    return model.state_dict()


def _inverted(white: Labelled) -> Labelled:
    return Labelled(inputs=1.0 - white.inputs, targets=white.targets)


TASK = Task(name="finetune", lr=1e-4, steps=400, batch=_BATCH, measure=Measure.VALIDATION_LOSS, build=_build)
