"""A run cut into stretches, each with the name of its situation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

from awarelr.core.diagnosis import Situation
from awarelr.diagnose.finding import Finding, Kind
from awarelr.diagnose.view import View

__all__ = ["Stretch", "closing_stretch", "timeline_of"]

_PLAIN = (Situation.WARMING_UP, Situation.DESCENDING, Situation.NOISE_FLOOR, Situation.PLATEAU)
_BESIDE = (Kind.OVERRIDDEN, Kind.OVERFITTING, Kind.VALIDATION_RISING, Kind.LR_ZERO, Kind.NEVER_UPDATED)
"""Findings that say nothing about the way of the loss itself."""
_CLOSING = (Kind.DESCENDING, Kind.NOISE_FLOOR, Kind.PLATEAU, Kind.FINISHED, Kind.TOO_SHORT)
"""Findings that say how the run stands at its end."""
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
    """Return about 8 stretches in order: findings where there are any, ConB's condition elsewhere.

    A stretch that a finding names begins where the finding does, and ends there.
    """
    if not view.glances:
        return ()
    labels = _labels(view, findings)
    least = max(1, round(0.01 * len(labels)))
    while len(cuts := _cuts(labels, least)) > _MOST and least < len(labels):
        least = max(least + 1, round(_SHORTEST * len(labels)), 2 * least)
    ends = [*(first for first, _ in cuts[1:]), len(labels)]
    stretches = []
    for (first, (name, healthy)), last in zip(cuts, ends, strict=True):
        start, end = view.at[view.glances[first].index], view.at[view.glances[last - 1].last]
        own = [each for each in findings if not healthy and each.kind.label == name and start <= each.end]
        if own and own[0].start <= end:
            start, end = min(start, own[0].start), own[0].end
        stretches.append(Stretch(label=name, start=start, end=end, healthy=healthy))
    return tuple(stretches)


def closing_stretch(timeline: Sequence[Stretch], closing: Finding) -> Stretch | None:
    """Return the stretch that a closing finding stands for; None if there is none."""
    found = [each for each in timeline if each.healthy and each.label == closing.kind.label]
    return found[-1] if found else None


def _labels(view: View, findings: Sequence[Finding]) -> list[tuple[str, bool]]:
    """Return label and health of every glance."""
    wrong = [each for each in findings if not each.kind.healthy and each.kind not in _BESIDE]
    last = next((each for each in findings if each.kind in _CLOSING), None)
    labels: list[tuple[str, bool]] = []
    plain = Situation.WARMING_UP
    for glance in view.glances:
        at = view.at[glance.index]
        named = next((each for each in wrong if each.start <= at <= each.end), None)
        plain = glance.situation if glance.situation in _PLAIN[1:] else plain
        if named is not None:
            labels.append((named.kind.label, False))
        elif last is not None and at >= last.start:
            labels.append((last.kind.label, True))
        else:
            labels.append((plain.label, True))
    return labels


def _cuts(labels: Sequence[tuple[str, bool]], least: int) -> list[tuple[int, tuple[str, bool]]]:
    """Return the first index of each stretch of at least ``least`` equal labels.

    Shorter ones join the healthy one before; what needs mending neither vanishes nor swallows its neighbours.
    """
    cuts: list[tuple[int, tuple[str, bool]]] = []
    index = 0
    while index < len(labels):
        end = index
        while end < len(labels) and labels[end] == labels[index]:
            end += 1
        own = labels[index]
        stays = end - index >= least or not own[1]
        if not cuts or (cuts[-1][1] != own and (stays or not cuts[-1][1][1])):
            cuts.append((index, own))
        index = end
    return cuts
