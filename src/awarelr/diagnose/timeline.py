"""A run cut into stretches, each with the name of its situation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

from awarelr.core.diagnosis import Situation
from awarelr.diagnose.finding import Finding, Kind
from awarelr.diagnose.view import View

__all__ = ["Stretch", "timeline_of"]

_PLAIN = (Situation.WARMING_UP, Situation.DESCENDING, Situation.NOISE_FLOOR, Situation.PLATEAU)
_BESIDE = (Kind.OVERRIDDEN, Kind.OVERFITTING, Kind.VALIDATION_RISING, Kind.LR_ZERO, Kind.NEVER_UPDATED)
"""Findings that say nothing about the way of the loss itself."""
_MOST = 8
_SHORTEST = 0.03


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """From where to where a run was in one situation.

    Args:
        label: name of the situation in plain words.
        start: first position on the axis.
        end: last position.
        healthy: True if nothing is wrong with it.
    """

    label: str
    start: float
    end: float
    healthy: bool


def timeline_of(view: View, findings: Sequence[Finding]) -> tuple[Stretch, ...]:
    """Return at most 8 stretches in order: findings where there are any, ConB's condition elsewhere."""
    if not view.glances:
        return ()
    wrong = [each for each in findings if not each.kind.healthy and each.kind not in _BESIDE]
    labels: list[tuple[str, bool]] = []
    plain = Situation.WARMING_UP
    for glance in view.glances:
        at = view.at[glance.index]
        named = next((each for each in wrong if each.start <= at <= each.end), None)
        plain = glance.situation if glance.situation in _PLAIN[1:] else plain
        labels.append((named.kind.label, False) if named is not None else (plain.label, True))
    least = max(1, round(0.01 * len(labels)))
    while len(cuts := _cuts(labels, least)) > _MOST:
        least = max(least + 1, round(_SHORTEST * len(labels)), 2 * least)
    ends = [*(first for first, _ in cuts[1:]), len(labels)]
    return tuple(
        Stretch(
            label=name,
            start=view.at[view.glances[first].index],
            end=view.at[view.glances[last - 1].last],
            healthy=healthy,
        )
        for (first, (name, healthy)), last in zip(cuts, ends, strict=True)
    )


def _cuts(labels: Sequence[tuple[str, bool]], least: int) -> list[tuple[int, tuple[str, bool]]]:
    """Return the first index of each stretch of at least ``least`` equal labels; shorter ones join the one before."""
    cuts: list[tuple[int, tuple[str, bool]]] = []
    index = 0
    while index < len(labels):
        end = index
        while end < len(labels) and labels[end] == labels[index]:
            end += 1
        long = end - index >= least or not labels[index][1]
        if not cuts or (long and cuts[-1][1] != labels[index]):
            cuts.append((index, labels[index]))
        index = end
    return cuts
