"""A policy that learns to cross slippery ground from its own episodes: a loss that says nothing about progress.

The measure is how much less than the optimum the policy can expect, worked out exactly.
"""

import torch
from torch import Tensor, nn
from torch.optim import RMSprop

from awarelr.benchmark.data.slippery_grid import ACTIONS, SlipperyGrid
from awarelr.benchmark.networks.mlp import mlp
from awarelr.benchmark.tasks.measure import Measure
from awarelr.benchmark.tasks.task import Task
from awarelr.benchmark.tasks.workload import Workload

__all__ = ["TASK"]

_BATCH = 16
_WORLD = (
    "......",
    ".xx.x.",
    "......",
    ".x.xx.",
    "...x.G",
)
_VALUE_WEIGHT = 0.5
_ENTROPY_WEIGHT = 0.01


def _build(seed: int) -> Workload:
    world = SlipperyGrid(_WORLD, slip=0.2, discount=0.95, horizon=24)
    optimum = world.optimal_return()
    squares = torch.eye(world.squares)
    torch.manual_seed(seed)
    model = mlp((world.squares, 64, ACTIONS + 1), nn.Tanh)

    def loss(step: int) -> Tensor:
        answers = model(squares)
        logs = answers[:, :ACTIONS].log_softmax(dim=1)
        played = world.play(logs.detach().exp(), episodes=_BATCH, seed=seed, step=step)
        stood, alive = played.squares, played.alive.float()
        surprise = played.returns - answers[:, ACTIONS][stood]
        likely = logs[stood, played.actions] * surprise.detach()
        entropy = -(logs.exp() * logs).sum(dim=1)[stood]
        each = _VALUE_WEIGHT * surprise.square() - likely - _ENTROPY_WEIGHT * entropy
        mean: Tensor = (each * alive).sum() / alive.sum()
        return mean

    def metric(trained: nn.Module) -> float:
        chances: Tensor = trained(squares)[:, :ACTIONS].softmax(dim=1)
        return optimum - world.expected_return(chances)

    return Workload(model=model, optimizer=lambda lr: RMSprop(model.parameters(), lr=lr), loss=loss, metric=metric)


TASK = Task(name="policy", lr=2e-3, steps=500, batch=_BATCH, measure=Measure.EXCESS_RISK, build=_build)
