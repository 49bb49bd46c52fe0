"""Two tables of factors whose rows are multiplied."""

from typing import final

from torch import Tensor, nn

__all__ = ["Factors"]

_START = 0.1


@final
class Factors(nn.Module):
    """The rating of an item by a user: the product of their factors; small normal start, 0.1, close to a saddle.

    Linear in either table but not in both; for a model that is linear altogether use ``nn.Linear``.

    Args:
        users: rows of the first table.
        items: rows of the second.
        rank: factors of each.

    Source: Koren, Bell and Volinsky, "Matrix factorization techniques for recommender systems", 2009, without biases.
    """

    def __init__(self, *, users: int, items: int, rank: int) -> None:
        """Create the parameters from torch's global generator."""
        super().__init__()
        self.user = nn.Embedding(users, rank)
        self.item = nn.Embedding(items, rank)
        nn.init.normal_(self.user.weight, std=_START)
        nn.init.normal_(self.item.weight, std=_START)

    def forward(self, pairs: Tensor) -> Tensor:
        """Return ratings, shape (batch,), for pairs of user and item, shape (batch, 2)."""
        rating: Tensor = (self.user(pairs[:, 0]) * self.item(pairs[:, 1])).sum(dim=1)
        return rating
