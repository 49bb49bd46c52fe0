"""What AwareLR is meant to reach, and what it has reached."""

from dataclasses import dataclass
from enum import Enum, unique
from typing import final

from awarelr.benchmark.score.weights import Weights

__all__ = ["Figure", "Goal", "Unit"]


@final
@unique
class Unit(Enum):
    """What a figure is; the value names it for a reader."""

    RATIO = "ratio"
    SHARE = "share"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number over many contests, and what it rests on; `Standing` is a whole line of a league.

    Args:
        value: the number.
        low: lower bound of its 95 % interval over seeds; NaN where there is none.
        high: its upper bound.
        count: contests, or tasks, that it is over.
        asked: how many those would be if everything were recorded.
        seeds: fewest seeds behind one of them.
    """

    value: float
    low: float
    high: float
    count: int
    asked: int
    seeds: int


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A line of what the law must get, or a figure beside it that has no bound.

    Args:
        protocol: name of the protocol; empty for what no protocol asks.
        name: what the figure is, in words.
        unit: what it is.
        bound: where it must get, or None.
        upward: whether it must be at least the bound, rather than at most.
        averaged: the figure with averaged weights, on which the goal is judged; None if nothing of it is recorded.
        last: with the weights in place.
    """

    protocol: str
    name: str
    unit: Unit
    bound: float | None
    upward: bool
    averaged: Figure | None
    last: Figure | None

    def verdict(self, seeds: int) -> str:
        """Say whether the bound is reached, and whether that may still change.

        Args:
            seeds: how many seeds were asked for.
        """
        figure = self.averaged
        if figure is None:
            return "not recorded" if self.protocol else "not measured"
        if self.bound is None:
            return ""
        reached = figure.value >= self.bound if self.upward else figure.value <= self.bound
        whole = figure.count == figure.asked and figure.seeds >= seeds
        return ("reached" if reached else "missed") + ("" if whole else " so far")

    def figure(self, weights: Weights) -> Figure | None:
        """Return the figure with one kind of weights."""
        return self.averaged if weights is Weights.AVERAGED else self.last
