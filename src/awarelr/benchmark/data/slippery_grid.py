"""A small world of squares with slippery ground, pits and a goal: an environment that can be solved exactly."""

from dataclasses import dataclass
from typing import final

import torch
from torch import Tensor

from awarelr.benchmark.data.step_generator import step_generator

__all__ = ["ACTIONS", "Episodes", "SlipperyGrid"]

ACTIONS = 4
_MOVES = ((-1, 0), (0, 1), (1, 0), (0, -1))  # clockwise, so that the neighbours of an action are what one slips into
_REWARDS = {"G": 1.0, "x": -1.0}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Episodes:
    """A batch of episodes, all of shape (steps, episodes); those that ended early are filled up.

    Args:
        squares: number of the square stood on.
        actions: what was done there.
        returns: discounted sum of the rewards from there on.
        alive: whether the episode was still going on.
    """

    squares: Tensor
    actions: Tensor
    returns: Tensor
    alive: Tensor


@final
class SlipperyGrid:
    """Squares to walk on in four directions; the goal gives 1, a pit -1, and both end the episode.

    A fifth of the steps slip to either side. Whoever leaves the world stays where he is. Episodes start on any open
    square and last ``horizon`` steps at most.

    Args:
        rows: the world as text: ``.`` is open, ``x`` a pit, ``G`` the goal.
        slip: probability that a step goes to the left or to the right of what was meant, half each.
        discount: what a reward is worth a step later.
        horizon: most steps an episode.

    Source: Sutton and Barto, "Reinforcement learning", 2018, examples 4.1 and 6.6; this world is *ours*.
    """

    def __init__(self, rows: tuple[str, ...], *, slip: float, discount: float, horizon: int) -> None:
        """Number the squares row by row and work out where each move leads."""
        text = "".join(rows)
        self.squares = len(text)
        self._slip = slip
        self._discount = discount
        self._horizon = horizon
        self._reward = torch.tensor([_REWARDS.get(square, 0.0) for square in text])
        self._open = self._reward == 0.0
        self._starts = self._open.nonzero()[:, 0]
        self._next = torch.tensor([_neighbours(rows, square) for square in range(self.squares)])
        self._next[~self._open] = torch.arange(self.squares)[~self._open, None]

    def optimal_return(self) -> float:
        """Return the most that any policy can expect, even one that counts the steps left."""
        values = torch.zeros(self.squares)
        for _ in range(self._horizon):
            values = self._look_ahead(values).max(dim=1).values
        return values[self._starts].mean().item()

    def expected_return(self, chances: Tensor) -> float:
        """Return what a policy can expect, exactly.

        Args:
            chances: probability of each action on each square, shape (squares, 4).
        """
        values = torch.zeros(self.squares)
        for _ in range(self._horizon):
            values = (chances * self._look_ahead(values)).sum(dim=1)
        return values[self._starts].mean().item()

    def play(self, chances: Tensor, *, episodes: int, seed: int, step: int) -> Episodes:
        """Return episodes of a policy; the luck in them is a function of seed and step alone.

        Args:
            chances: probability of each action on each square, shape (squares, 4).
            episodes: how many are played.
            seed: the run's seed.
            step: the training step, from 1.
        """
        generator = step_generator(seed=seed, step=step)
        luck = torch.rand(self._horizon, 2, episodes, generator=generator)
        first = torch.rand(episodes, generator=generator)
        upto = chances.cumsum(dim=1)[:, :-1]
        turns = (luck[:, 1] < self._slip / 2).long() - (luck[:, 1] > 1.0 - self._slip / 2).long()
        square = self._starts[(first * len(self._starts)).long()]
        squares, actions = [], []
        for chosen, turn in zip(luck[:, 0], turns, strict=True):
            action = (chosen[:, None] > upto[square]).sum(dim=1)
            squares.append(square)
            actions.append(action)
            square = self._next[square, (action + turn) % ACTIONS]
        stood = torch.stack(squares)
        return Episodes(
            squares=stood,
            actions=torch.stack(actions),
            returns=self._returns(torch.cat((stood[1:], square[None]))),
            alive=self._open[stood],
        )

    def _returns(self, reached: Tensor) -> Tensor:
        """Return the discounted sums of what is reached; a square that ends the episode pays once, on arrival."""
        total = torch.zeros(reached.shape[1])
        sums = []
        for squares in reached.flip(0):
            ends = ~self._open[squares]
            total = torch.where(ends, self._reward[squares], self._discount * total)
            sums.append(total)
        return torch.stack(sums[::-1])

    def _look_ahead(self, values: Tensor) -> Tensor:
        """Return the worth of each action on each square, given that of the squares a step later."""
        arrival = torch.where(self._open, self._discount * values, self._reward)[self._next]
        sides = (arrival.roll(1, dims=1) + arrival.roll(-1, dims=1)) / 2
        worth = (1.0 - self._slip) * arrival + self._slip * sides
        return torch.where(self._open[:, None], worth, 0.0)


def _neighbours(rows: tuple[str, ...], square: int) -> list[int]:
    width = len(rows[0])
    row, column = divmod(square, width)
    ends = [(row + down, column + right) for down, right in _MOVES]
    return [r * width + c if 0 <= r < len(rows) and 0 <= c < width else square for r, c in ends]
