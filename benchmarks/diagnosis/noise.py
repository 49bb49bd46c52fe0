"""A training whose labels are drawn anew at each step, so that nothing can be learnt by heart."""

from collections.abc import Callable
from dataclasses import replace

import torch
from benchmarks.diagnosis.combination import Combination
from benchmarks.diagnosis.plain import plain
from benchmarks.diagnosis.plan import Plan
from torch import Tensor
from torch.nn import functional

from awarelr.benchmark.data.batches import Batches

FALSE = 0.3
"""Share of labels that are drawn from all classes."""
NOISE = 1.0
"""Standard deviation of what is added to values, in theirs."""
BATCH = 8
"""Examples a step, unless told otherwise."""


def noisy(
    combination: Combination,
    seed: int,
    *,
    seen: Callable[[Tensor], Tensor] = lambda inputs: inputs,
    batch: int = BATCH,
) -> Plan:
    """Return a training with noisy labels; its exact loss is the expected one.

    Args:
        combination: data, network and optimizer.
        seed: start, batches and noise follow from it.
        seen: what the network is shown in place of the inputs.
        batch: examples a step.
    """
    data, plan = combination.data, plain(combination, seed)
    model = plan.model
    batches = Batches(population=len(data.inputs), size=batch, seed=seed)

    def loss(step: int) -> Tensor:
        rows = batches.at(step)
        draw = torch.Generator().manual_seed(1_000_003 * seed + step)
        targets = data.targets[rows]
        if data.classes:
            wrong = torch.rand(batch, generator=draw) < FALSE
            targets = torch.where(wrong, torch.randint(data.classes, (batch,), generator=draw), targets)
        else:
            targets = targets + NOISE * torch.randn(batch, generator=draw)
        return data.loss(model(seen(data.inputs[rows])), targets)

    def exact() -> float:
        model.eval()
        with torch.no_grad():
            answers = model(seen(data.inputs))
            value = float(data.loss(answers, data.targets))
            if data.classes:  # what the false labels are expected to cost
                value = (1.0 - FALSE) * value - FALSE * float(functional.log_softmax(answers, 1).mean())
        model.train()
        return value

    return replace(plan, loss=loss, exact=exact)
