"""A stretch of ordinary steps, and how many of them become few."""

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import final

from awarelr.render.share import Share

__all__ = ["Episode", "condensed"]

_SHORTEST = 10.0
"""Steps that the control law's shortest windows span: nothing shorter is a change (*ours*)."""
_SAME_WAY = 0.1
"""Log LR below which a movement has no direction (*ours*)."""


@final
@dataclass(slots=True, kw_only=True)
class Episode:
    """A stretch of steps with what happened in it.

    Args:
        first: its first reading.
        last: its last reading.
        lr_first: LR in force at the first reading.
        lr_last: LR decided at the last one.
        lr_low: lowest LR in it.
        lr_high: highest LR in it.
        loss_first: level of the loss at its start; None if no loss was given.
        loss_last: level of the loss at its end.
        shares: what each situation did in it.
    """

    first: int
    last: int
    lr_first: float
    lr_last: float
    lr_low: float
    lr_high: float
    loss_first: float | None = None
    loss_last: float | None = None
    shares: dict[str, Share]

    @property
    def moved(self) -> float:
        """Log LR by which the situations of this stretch moved the LR."""
        return sum(share.moved for share in self.shares.values())

    @property
    def readings(self) -> int:
        """Readings in it; less than ``last - first + 1`` if an incident lies within."""
        return sum(share.readings for share in self.shares.values())

    def followed_by(self, other: "Episode") -> "Episode":
        """Return both as one stretch; this one is used up."""
        for name, share in other.shares.items():
            mine = self.shares.get(name)
            if mine is None:
                self.shares[name] = share
            else:
                mine.merge(share)
        return Episode(
            first=self.first,
            last=other.last,
            lr_first=self.lr_first,
            lr_last=other.lr_last,
            lr_low=min(self.lr_low, other.lr_low),
            lr_high=max(self.lr_high, other.lr_high),
            loss_first=other.loss_first if self.loss_first is None else self.loss_first,
            loss_last=self.loss_last if other.loss_last is None else other.loss_last,
            shares=self.shares,
        )


def condensed(
    episodes: tuple[Episode, ...], most: int, *, breaks: frozenset[int] = frozenset(), dear: float = 0.0
) -> tuple[Episode, ...]:
    """Merge neighbours, the most alike first, until few enough are left; the episodes given are used up.

    Flickers between situations vanish in what surrounds them; a turn of the LR and a long stretch of another kind stay.
    Length counts in proportion to the step it ends at, as the control law's windows do.

    Args:
        episodes: in order.
        most: how many may stay.
        breaks: first readings of episodes before which something happened; merging across costs more.
        dear: pairs whose merging costs less than this are merged even if few are left.
    """
    left = list(episodes)
    costs = [_cost(one, other, breaks) for one, other in pairwise(left)]
    while costs and (len(left) > most or min(costs) < dear):
        at = costs.index(min(costs))
        left[at : at + 2] = [left[at].followed_by(left[at + 1])]
        del costs[at]
        if at > 0:
            costs[at - 1] = _cost(left[at - 1], left[at], breaks)
        if at < len(costs):
            costs[at] = _cost(left[at], left[at + 1], breaks)
    return tuple(left)


def _cost(one: Episode, other: Episode, breaks: frozenset[int]) -> float:
    """What a reader would miss if two neighbours were told as one (*ours*)."""
    ups, downs = sorted((one.moved, other.moved), reverse=True)
    turn = min(ups, -downs) if ups > _SAME_WAY and downs < -_SAME_WAY else 0.0
    length = min(_length(one), _length(other))
    return turn + length * (0.1 + _unlikeness(one, other)) + (0.5 if other.first in breaks else 0.0)


def _length(episode: Episode) -> float:
    return math.log((episode.last + _SHORTEST) / (episode.first - 1.0 + _SHORTEST))


def _unlikeness(one: Episode, other: Episode) -> float:
    """Share of readings that would have to be named otherwise to make both alike, from 0 to 1."""
    ours, theirs = one.readings, other.readings
    names = one.shares.keys() | other.shares.keys()
    nothing = Share(sums={})
    return 0.5 * sum(
        abs(one.shares.get(name, nothing).readings / ours - other.shares.get(name, nothing).readings / theirs)
        for name in names
    )
