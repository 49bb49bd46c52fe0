"""A healthy training: the ground that every cause is planted in."""

import torch
from benchmarks.diagnosis.combination import Combination
from benchmarks.diagnosis.plan import Plan
from torch import Tensor

from awarelr.benchmark.data.batches import Batches

_BATCH = 32


def plain(combination: Combination, seed: int, *, lr: float | None = None, batch: int = _BATCH) -> Plan:
    """Return a training of a combination as it should be, watched.

    Args:
        combination: data, network and optimizer.
        seed: start and batches follow from it.
        lr: LR; None for the good one.
        batch: examples a step.
    """
    data = combination.data
    model = combination.model(seed)
    batches = Batches(population=len(data.inputs), size=batch, seed=seed)

    def loss(step: int) -> Tensor:
        rows = batches.at(step)
        return data.loss(model(data.inputs[rows]), data.targets[rows])

    return Plan(
        model=model,
        optimizer=combination.optimizing(model, combination.lr if lr is None else lr),
        loss=loss,
        exact=lambda: data.exact(model),
    )


def middle(seed: int, steps: int) -> int:
    """Return a step between 40 and 60 % of a run, drawn from its seed."""
    draw = torch.Generator().manual_seed(seed)
    return int(torch.randint(round(0.4 * steps), round(0.6 * steps), (1,), generator=draw))
