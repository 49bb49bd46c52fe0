"""A differential equation solved by a network that is asked for the equation, never for the solution.

The equation is `viscous_flow`'s; its force is known at 200 points with some noise, which sets a floor. The measure is
the error of the flow, relative to its size.
"""

import torch
from torch import Tensor, nn
from torch.optim import Adam

from awarelr.benchmark.data.batches import Batches
from awarelr.benchmark.data.viscous_flow import VISCOSITY, flow_at, pushed
from awarelr.benchmark.networks.mlp import mlp
from awarelr.benchmark.tasks.measure import Measure
from awarelr.benchmark.tasks.task import Task
from awarelr.benchmark.tasks.workload import Workload

__all__ = ["TASK"]

_BATCH = 32
_WALL_WEIGHT = 10.0
_MEASURED = 257


def _build(seed: int) -> Workload:
    data = pushed(count=200, noise=0.3)
    batches = Batches(population=len(data.inputs), size=_BATCH, seed=seed)
    walls = torch.tensor([[-1.0], [1.0]])
    grid = torch.linspace(-1.0, 1.0, _MEASURED)[:, None]
    truth = flow_at(grid)
    torch.manual_seed(seed)
    model = mlp((1, 32, 32, 1), nn.Tanh)

    def loss(step: int) -> Tensor:
        rows = batches.at(step)
        points = data.inputs[rows].requires_grad_()
        flow = model(points)
        slope = _derivative(flow, points)
        missed = flow * slope - VISCOSITY * _derivative(slope, points) - data.targets[rows]
        still: Tensor = model(walls)
        total: Tensor = missed.square().mean() + _WALL_WEIGHT * still.square().mean()
        return total

    def metric(trained: nn.Module) -> float:
        error: Tensor = trained(grid) - truth
        relative: float = (error.norm() / truth.norm()).item()
        return relative

    return Workload(model=model, optimizer=lambda lr: Adam(model.parameters(), lr=lr), loss=loss, metric=metric)


def _derivative(values: Tensor, points: Tensor) -> Tensor:
    """Return the derivative of each value at its point.

    Source: Raissi, Perdikaris and Karniadakis, "Physics-informed neural networks", 2019.
    """
    (slope,) = torch.autograd.grad(values.sum(), points, create_graph=True)
    return slope


TASK = Task(name="pinn", lr=1e-3, steps=1500, batch=_BATCH, measure=Measure.VALIDATION_LOSS, build=_build)
