"""Causes of which only hindsight can tell when they began: noise floor, plateau, overfitting."""

import statistics
from dataclasses import replace

import torch
from benchmarks.diagnosis.combination import Combination
from benchmarks.diagnosis.noise import BATCH, FALSE, NOISE, noisy
from benchmarks.diagnosis.plain import plain
from benchmarks.diagnosis.plan import Course, Onset, Plan
from torch import Tensor, nn

from awarelr.benchmark.data.batches import Batches
from awarelr.benchmark.networks.mlp import mlp

_FEW = 60
_DEPTH, _WIDTH = 10, 16


def noise_floor(combination: Combination, seed: int) -> Plan:
    """Draw labels anew at each step, three in ten of them false, or add noise to values, in batches of eight.

    Networks train at three times a good LR, so that they come to rest within the run.
    """
    plan = noisy(combination, seed)
    if combination.network != "linear":
        plan.optimizer.param_groups[0]["lr"] *= 3.0
    return replace(plan, hindsight=lambda course: rest(course, share=0.02))


def flat_start(combination: Combination, seed: int) -> Plan:
    """Begin where hardly anything reaches the start of the network: ten narrow tanh layers, full batches."""
    data = combination.data
    torch.manual_seed(seed)
    model = mlp((data.inputs.shape[1], *[_WIDTH] * (_DEPTH - 1), data.outputs), nn.Tanh)
    optimizer = torch.optim.SGD(model.parameters(), lr=combination.lr, momentum=0.9 * (seed % 2))

    def loss(_step: int) -> Tensor:
        return data.loss(model(data.inputs), data.targets)

    return replace(plain(combination, seed), model=model, optimizer=optimizer, loss=loss, onset=1)


def solved(combination: Combination, seed: int) -> Plan:
    """Minimise a convex loss with a penalty on all examples at once until nothing is left to gain."""
    data = combination.data
    torch.manual_seed(seed)
    model = nn.Linear(data.inputs.shape[1], data.outputs)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.5 * (seed % 2))

    def loss(_step: int) -> Tensor:
        penalty = sum((each.square().sum() for each in model.parameters()), torch.zeros(()))
        return data.loss(model(data.inputs), data.targets) + 0.1 * penalty

    def exact() -> float:
        with torch.no_grad():
            return float(loss(0))

    return replace(
        plain(combination, seed),
        model=model,
        optimizer=optimizer,
        loss=loss,
        exact=exact,
        hindsight=lambda course: rest(course, share=0.001),
    )


def overfitting(combination: Combination, seed: int) -> Plan:
    """Fit 60 examples, three in ten of them false, and hand over the loss on others; the network may learn by heart."""
    data, plan = combination.data, plain(combination, seed)
    model = plan.model
    draw = torch.Generator().manual_seed(seed)
    rows = torch.randperm(len(data.inputs), generator=draw)[:_FEW]
    inputs, targets = data.inputs[rows], data.targets[rows]
    if data.classes:
        wrong = torch.rand(_FEW, generator=draw) < FALSE
        targets = torch.where(wrong, torch.randint(data.classes, (_FEW,), generator=draw), targets)
    else:
        targets = targets + NOISE * torch.randn(_FEW, generator=draw)
    batches = Batches(population=_FEW, size=BATCH, seed=seed)

    def loss(step: int) -> Tensor:
        picked = batches.at(step)
        return data.loss(model(inputs[picked]), targets[picked])

    return replace(
        plan,
        loss=loss,
        exact=lambda: data.measured(model, inputs, targets),
        validation=lambda: data.validation(model),
        hindsight=turned,
        watching=False,
    )


def rest(course: Course, *, share: float) -> Onset | None:
    """Return when the exact loss had come to rest: all but ``share`` of its way; None if it never rested.

    Its rest is the mean of the second half; it rests if the two halves of that differ by less than ``share`` of its
    way, or by less than two standard errors, a quarter of the measurements counting as independent.
    """
    values = list(course.exact.items())
    half = [value for _, value in values[len(values) // 2 :]]
    early, late = half[: len(half) // 2], half[len(half) // 2 :]
    level = statistics.fmean(half)
    way = values[0][1] - level
    apart = abs(statistics.fmean(early) - statistics.fmean(late))
    error = statistics.pstdev(half) * (8.0 / len(early)) ** 0.5
    if not (way > 0.0 and apart <= max(share * way, 2.0 * error)):
        return None
    step = next(step for step, value in values if value <= level + share * way)
    return Onset(earliest=1, latest=max(step, 1))


def turned(course: Course) -> Onset | None:
    """Return when the validation loss had risen 5 % above its least for good; None if it never did."""
    values = list(course.validation.items())
    least_at, least = min(values, key=lambda each: each[1])
    below = [step for step, value in values if not value > 1.05 * least]
    later = [step for step, _ in values if step > below[-1]]
    return Onset(earliest=least_at, latest=later[0]) if later else None
