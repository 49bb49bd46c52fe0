"""Causes that lie in the network."""

from dataclasses import replace

import torch
from benchmarks.diagnosis.combination import Combination
from benchmarks.diagnosis.plain import middle, plain
from benchmarks.diagnosis.plan import Plan
from torch import nn

_OFF = -1e3
_GROWTH = 1.05


def dead(combination: Combination, seed: int) -> Plan:
    """Shift a ReLU layer so far down that no unit is ever on: from the start with an even seed, or from the middle."""
    plan = plain(combination, seed)
    onset = middle(seed, plan.steps) if seed % 2 else 1
    activations = [place for place, each in enumerate(plan.model.children()) if isinstance(each, nn.ReLU)]
    below = list(plan.model.children())[activations[-1] - 1]

    def killed(step: int) -> None:
        if step == onset:
            with torch.no_grad():
                below.bias.fill_(_OFF)  # type: ignore[operator]

    return replace(plan, onset=onset, before=killed)


def exploding(combination: Combination, seed: int) -> Plan:
    """Let every weight grow by 5 % at each step, as a weight decay of the wrong sign does."""
    plan = plain(combination, seed)
    onset = middle(seed, plan.steps)

    def grown(step: int) -> None:
        if step >= onset:
            with torch.no_grad():
                for each in plan.model.parameters():
                    each.mul_(_GROWTH)

    return replace(plan, onset=onset, stepped=grown)


def frozen(combination: Combination, seed: int) -> Plan:
    """Cut the gradients of every layer but the last off: from the start with an even seed, or from the middle."""
    plan = plain(combination, seed)
    onset = middle(seed, plan.steps) if seed % 2 else 1
    layers = [each for each in plan.model.children() if any(True for _ in each.parameters())]

    def cut(step: int) -> None:
        if step == onset:
            for layer in layers[:-1]:
                layer.requires_grad_(requires_grad=False)
                for each in layer.parameters():
                    each.grad = None

    return replace(plan, onset=onset, before=cut)
