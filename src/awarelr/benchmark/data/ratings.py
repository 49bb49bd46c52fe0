"""Ratings of items by users, a few of a table of low rank."""

from dataclasses import dataclass
from typing import final

import torch
from torch import Tensor

from awarelr.benchmark.data.labelled import Labelled

__all__ = ["Ratings", "ratings"]

_SEED = 17


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Ratings:
    """What was rated, and the true table; `LinearData` is the like of it for a linear truth.

    Args:
        train: pairs of user and item (int64), shape (observed, 2), and their noisy ratings.
        truth: the true rating of every pair, shape (users, items).
    """

    train: Labelled
    truth: Tensor

    @property
    def pairs(self) -> Tensor:
        """Every pair of user and item, row by row of the table, shape (users * items, 2)."""
        return torch.cartesian_prod(*(torch.arange(count) for count in self.truth.shape))


def ratings(*, users: int, items: int, rank: int, observed: float, noise: float) -> Ratings:
    """Draw a table of low rank with ratings of mean 0 and variance 1, and some noisy entries; the same in every run.

    Args:
        users: rows of the table.
        items: its columns.
        rank: its rank.
        observed: share of the entries that are rated.
        noise: standard deviation of a rating around the true one.
    """
    generator = torch.Generator().manual_seed(_SEED)
    tastes = torch.randn(users, rank, generator=generator)
    traits = torch.randn(items, rank, generator=generator)
    truth = tastes @ traits.T / rank**0.5
    pairs = (torch.rand(users, items, generator=generator) < observed).nonzero()
    heard = truth[pairs[:, 0], pairs[:, 1]] + noise * torch.randn(len(pairs), generator=generator)
    return Ratings(train=Labelled(inputs=pairs, targets=heard), truth=truth)
