"""Contests with both weights side by side, as a reader looks at them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import final

from awarelr.benchmark.score.sheet import ContestScore
from awarelr.benchmark.score.weights import Weights

__all__ = ["Pair", "pairs"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One contest, judged twice; `ContestScore` is one judgement.

    Args:
        last: with the weights in place.
        averaged: with the averaged weights.
    """

    last: ContestScore
    averaged: ContestScore


def pairs(scores: Iterable[ContestScore]) -> tuple[Pair, ...]:
    """Return the contests that are judged with both weights, in their order."""
    found: dict[tuple[str, str, str, str], dict[Weights, ContestScore]] = {}
    for score in scores:
        key = score.protocol, score.task, score.baseline, score.condition
        found.setdefault(key, {})[score.weights] = score
    return tuple(
        Pair(last=both[Weights.LAST], averaged=both[Weights.AVERAGED])
        for both in found.values()
        if len(both) == len(Weights)
    )
