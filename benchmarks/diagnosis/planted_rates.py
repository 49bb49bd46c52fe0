"""Causes that lie in the learning rate."""

import math
from dataclasses import replace
from typing import final

import torch
from benchmarks.diagnosis.combination import Combination
from benchmarks.diagnosis.curvature import Curvature
from benchmarks.diagnosis.noise import noisy
from benchmarks.diagnosis.plain import middle, plain
from benchmarks.diagnosis.plan import Onset, Plan
from torch.optim import Optimizer

_TIMES = 100.0
_NEAR = 0.8
_REMEASURED = 10
_EPOCH = 20
_LARGE = 256


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
    """Raise the LR of SGD by 5 % a step until it is 0.8 of the limit of stability, and leave it there.

    The limit of SGD with momentum m is 2 (1 + m) over the largest curvature, which is measured on the way. Batches are
    large, and labels noisy: else the curvature would vanish with the loss, and nothing would swing.
    """
    plan = noisy(combination, seed, batch=_LARGE)
    momentum = 0.0 if combination.optimizer == "sgd" else 0.9
    optimizer = torch.optim.SGD(plan.model.parameters(), lr=combination.lr, momentum=momentum)
    curvature = Curvature(plan.model, lambda: plan.loss(1), seed=seed)
    climb = _Climb(optimizer, curvature, limit=2.0 * (1.0 + momentum), begin=middle(seed, plan.steps))
    return replace(plan, optimizer=optimizer, before=climb, hindsight=lambda _course: climb.onset)


@final
class _Climb:
    """Brings an LR to the limit of stability, step by step, and leaves it there."""

    def __init__(self, optimizer: Optimizer, curvature: Curvature, *, limit: float, begin: int) -> None:
        self._optimizer, self._curvature, self._limit = optimizer, curvature, limit
        self._begin = begin
        self.onset: Onset | None = None

    def __call__(self, step: int) -> None:
        """Write the LR of a step."""
        group = self._optimizer.param_groups[0]
        if step == 1:
            group["lr"] = 0.1 * self._limit / self._curvature.largest()
        if step < self._begin or self.onset is not None:
            return
        group["lr"] *= 1.05
        if (step - self._begin) % _REMEASURED == 0:
            self._highest = _NEAR * self._limit / self._curvature.largest()
        if group["lr"] >= self._highest:
            group["lr"] = self._highest
            self.onset = Onset(earliest=step, latest=step)


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
