"""Causes that lie in the data."""

import math
import statistics
from collections.abc import Callable
from dataclasses import replace
from typing import final

import torch
from benchmarks.diagnosis.combination import Combination
from benchmarks.diagnosis.noise import noisy
from benchmarks.diagnosis.plain import middle, plain
from benchmarks.diagnosis.plan import Course, Onset, Plan
from torch import Tensor

from awarelr.benchmark.damage import corrupted_batch, nan_gradient
from awarelr.benchmark.data.batches import Batches

_BATCH = 32
_SLOWER = 0.1


def abrupt_drift(combination: Combination, seed: int) -> Plan:
    """Exchange the classes, negate the values, or permute the inputs, by the seed, from the middle on."""
    data, plan = combination.data, plain(combination, seed)
    onset = middle(seed, plan.steps)
    columns = torch.randperm(data.inputs.shape[1], generator=torch.Generator().manual_seed(seed))
    late = [False]

    def seen(inputs: Tensor) -> Tensor:
        return inputs[:, columns] if late[0] and seed % 2 else inputs

    def truth(targets: Tensor) -> Tensor:
        if not late[0] or seed % 2:
            return targets
        return (targets + 1) % data.classes if data.classes else -targets

    def change(step: int) -> None:
        late[0] = step >= onset

    return replace(_streamed(combination, seed, plan, seen, truth), onset=onset, before=change, watching=False)


def slow_drift(combination: Combination, seed: int) -> Plan:
    """Turn the planes of neighbouring inputs by a quarter within a quarter of the run, under noisy labels.

    From 30 % of the run on the LR is a tenth of a good one, as if it had been annealed. What is turned by a few degrees
    is not changed yet: the onset is told by hindsight, as the step from which the expected loss is higher by a tenth.
    """
    turn = _Turn()
    plan = noisy(combination, seed, seen=turn.seen)
    onset = middle(seed, plan.steps)

    def advance(step: int) -> None:
        turn.angle = 0.5 * math.pi * min(max(step - onset, 0) / (0.25 * plan.steps), 1.0)
        if step == round(0.3 * plan.steps):
            plan.optimizer.param_groups[0]["lr"] = _SLOWER * combination.lr

    return replace(plan, before=advance, hindsight=lambda course: _felt(course, onset))


def corrupted(combination: Combination, seed: int) -> Plan:
    """Give one batch's examples their neighbours' inputs, ten times too large."""
    plan = plain(combination, seed)
    onset = middle(seed, plan.steps)

    def loss(step: int) -> Tensor:
        if step != onset:
            return plan.loss(step)
        with corrupted_batch(plan.model):
            return plan.loss(step)

    return replace(plan, loss=loss, onset=onset, watching=False)


def not_a_number(combination: Combination, seed: int) -> Plan:
    """Put NaN into a batch's inputs, NaN into a gradient, or make a loss infinite, by the seed."""
    plan = plain(combination, seed)
    onset = middle(seed, plan.steps)

    def poisoned(_model: object, inputs: tuple[Tensor]) -> Tensor:
        return torch.where(torch.arange(len(inputs[0]))[:, None] == 0, math.nan, inputs[0])

    def loss(step: int) -> Tensor:
        if step != onset or seed % 3 == 1:
            return plan.loss(step)
        if seed % 3 == 2:  # noqa: PLR2004 - the third kind
            return plan.loss(step) * math.inf
        handle = plan.model.register_forward_pre_hook(poisoned)
        value = plan.loss(step)
        handle.remove()
        return value

    def gradients(step: int) -> None:
        if step == onset and seed % 3 == 1:
            nan_gradient(plan.model)

    return replace(plan, loss=loss, gradients=gradients, onset=onset, watching=False)


def _felt(course: Course, begun: int) -> Onset | None:
    """Return when a drift begun at a step had raised the exact loss by a tenth of what it was; None if it never did."""
    usual = statistics.median(value for step, value in course.exact.items() if begun - 100 <= step < begun)
    felt = (step for step, value in course.exact.items() if step >= begun and value > 1.1 * usual)
    latest = next(felt, None)
    return None if latest is None else Onset(earliest=begun, latest=latest)


@final
class _Turn:
    """Turns the plane of every two neighbouring inputs by an angle, in radians."""

    def __init__(self) -> None:
        self.angle = 0.0

    def seen(self, inputs: Tensor) -> Tensor:
        """Return the inputs turned; the last one of an odd number stays."""
        count = inputs.shape[1] // 2
        one, other = inputs[:, 0 : 2 * count : 2], inputs[:, 1 : 2 * count : 2]
        cosine, sine = math.cos(self.angle), math.sin(self.angle)
        turned = torch.stack([cosine * one - sine * other, sine * one + cosine * other], dim=2).flatten(1)
        return torch.cat([turned, inputs[:, 2 * count :]], dim=1)


def _streamed(
    combination: Combination,
    seed: int,
    plan: Plan,
    seen: Callable[[Tensor], Tensor],
    truth: Callable[[Tensor], Tensor],
) -> Plan:
    data = combination.data
    batches = Batches(population=len(data.inputs), size=_BATCH, seed=seed)

    def loss(step: int) -> Tensor:
        rows = batches.at(step)
        return data.loss(plan.model(seen(data.inputs[rows])), truth(data.targets[rows]))

    def exact() -> float:
        return data.measured(plan.model, seen(data.inputs), truth(data.targets))

    return replace(plan, loss=loss, exact=exact)
