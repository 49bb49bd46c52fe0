"""Causes that lie in the learning rate."""

import math
from dataclasses import replace

import torch
from benchmarks.diagnosis.combination import Combination
from benchmarks.diagnosis.curvature import Curvature
from benchmarks.diagnosis.plain import middle, plain
from benchmarks.diagnosis.plan import Plan
from torch import Tensor

from awarelr.benchmark.data.batches import Batches

_TIMES = 100.0
_NEAR = 0.95
_REMEASURED = 10
_EPOCH = 20


def too_small(combination: Combination, seed: int) -> Plan:
    """Train at a hundredth of a good LR."""
    return replace(plain(combination, seed, lr=combination.lr / _TIMES), onset=1)


def too_large(combination: Combination, seed: int) -> Plan:
    """Train at a hundred times a good LR: from the start with an even seed, from the middle with an odd one."""
    plan = plain(combination, seed)
    onset = middle(seed, plan.steps) if seed % 2 else 1

    def raised(step: int) -> None:
        if step == onset:
            plan.optimizer.param_groups[0]["lr"] = _TIMES * combination.lr

    return replace(plan, onset=onset, before=raised)


def edge(combination: Combination, seed: int) -> Plan:
    """Train on half the examples at a time, from the middle on with the LR kept just below the limit of stability.

    The limit of SGD with momentum m is 2 (1 + m) over the largest curvature, which is measured every ten steps.
    """
    momentum = 0.0 if combination.optimizer == "sgd" else 0.9
    base = plain(combination, seed)
    model, data = base.model, combination.data
    optimizer = torch.optim.SGD(model.parameters(), lr=combination.lr, momentum=momentum)
    batches = Batches(population=len(data.inputs), size=len(data.inputs) // 2, seed=seed)
    curvature = Curvature(model, lambda: data.loss(model(data.inputs), data.targets), seed=seed)
    onset = middle(seed, base.steps)
    limit = 2.0 * (1.0 + momentum)

    def loss(step: int) -> Tensor:
        rows = batches.at(step)
        return data.loss(model(data.inputs[rows]), data.targets[rows])

    def kept(step: int) -> None:
        if step == 1:
            optimizer.param_groups[0]["lr"] = 0.1 * limit / curvature.largest()
        if step >= onset and (step - onset) % _REMEASURED == 0:
            optimizer.param_groups[0]["lr"] = _NEAR * limit / curvature.largest()

    return replace(base, optimizer=optimizer, loss=loss, onset=onset, before=kept)


def overwritten(combination: Combination, seed: int) -> Plan:
    """Have somebody else write the LR: once, at every epoch of 20 steps, or at every step, by the seed."""
    plan = replace(plain(combination, seed), watching=False)
    onset = middle(seed, plan.steps)
    every = (plan.steps, _EPOCH, 1)[seed % 3]

    def written(step: int) -> None:
        if step >= onset and (step - onset) % every == 0:
            cosine = 0.5 * (1.0 + math.cos(math.pi * step / plan.steps))
            plan.optimizer.param_groups[0]["lr"] = combination.lr * (0.1 + cosine)

    return replace(plan, onset=onset, decided=written)
