"""The tasks beyond the recorded ones: what they promise beside the promises of every task, and what each is for."""

import math
from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
from torch import nn

from awarelr.benchmark.baselines.constant import ConstantBaseline
from awarelr.benchmark.data.friedman import friedman
from awarelr.benchmark.data.views import view
from awarelr.benchmark.data.viscous_flow import VISCOSITY, flow_at, force_at
from awarelr.benchmark.tasks import TASKS, Measure, Task, Workload
from awarelr.benchmark.training import train

pytestmark = pytest.mark.torch

WIDER = (
    *("vit", "lstm", "factors", "contrast", "policy", "pinn", "finetune"),
    *("rotating", "classes", "softmax", "quantile", "density", "deep"),
)
every_task = pytest.mark.parametrize("task", [TASKS[name] for name in WIDER], ids=WIDER)
every_steady_task = pytest.mark.parametrize("name", [name for name in WIDER if name not in {"rotating", "classes"}])


Descend = Callable[[Workload, float, int], list[float]]
Value = Callable[[Workload], float]


def test_the_wider_tasks_are_all_that_is_registered_after_the_eleven() -> None:
    assert tuple(TASKS)[11:] == WIDER


@pytest.mark.parametrize(
    ("name", "lr", "steps", "batch", "measure", "optimizer"),
    [
        ("vit", 3e-4, 400, 32, Measure.VALIDATION_LOSS, torch.optim.AdamW),
        ("lstm", 3e-3, 600, 16, Measure.VALIDATION_LOSS, torch.optim.Adam),
        ("factors", 1.0, 2500, 256, Measure.EXCESS_RISK, torch.optim.SGD),
        ("contrast", 0.05, 800, 64, Measure.VALIDATION_LOSS, torch.optim.SGD),
        ("policy", 2e-3, 500, 16, Measure.EXCESS_RISK, torch.optim.RMSprop),
        ("pinn", 1e-3, 1500, 32, Measure.VALIDATION_LOSS, torch.optim.Adam),
        ("finetune", 1e-4, 400, 16, Measure.VALIDATION_LOSS, torch.optim.AdamW),
        ("rotating", 0.1, 3000, 8, Measure.ONLINE_LOSS, torch.optim.SGD),
        ("classes", 0.01, 1000, 32, Measure.VALIDATION_LOSS, torch.optim.SGD),
        ("softmax", 0.1, 10_000, 4, Measure.OBJECTIVE, torch.optim.SGD),
        ("quantile", 0.03, 1500, 32, Measure.VALIDATION_LOSS, torch.optim.Adagrad),
        ("density", 1e-3, 1500, 32, Measure.EXCESS_RISK, torch.optim.Adam),
        ("deep", 0.01, 1000, 128, Measure.VALIDATION_LOSS, torch.optim.SGD),
    ],
)
def test_a_tuned_task_keeps_its_budget(
    name: str, lr: float, steps: int, batch: int, measure: Measure, optimizer: type[torch.optim.Optimizer]
) -> None:
    task = TASKS[name]
    assert (task.lr, task.steps, task.batch, task.measure) == (lr, steps, batch, measure)
    assert type(task.build(0).optimizer(lr)) is optimizer


@every_task
def test_the_metric_is_above_zero_at_the_start_and_reads_the_model_that_it_is_given(task: Task, value: Value) -> None:
    workload = task.build(0)
    before = value(workload)
    assert math.isfinite(before)
    assert before > 0.0
    draw = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for parameter in workload.model.parameters():
            parameter.add_(0.05 * torch.randn(parameter.shape, generator=draw))
    assert value(workload) != before


@every_steady_task
def test_the_metric_falls_within_some_steps(name: str, value: Value) -> None:
    """At the default LR, but where that is far too small for a plateau at the start."""
    steps, faster = {"factors": (200, 10.0), "policy": (60, 1.0), "pinn": (150, 10.0), "deep": (100, 10.0)}.get(
        name, (60, 1.0)
    )
    task = replace(TASKS[name], steps=steps)
    before = value(task.build(0))
    assert train(task, ConstantBaseline(), lr=faster * task.lr, seed=0).last < 0.99 * before


def test_the_online_loss_of_the_rotating_truth_falls_below_that_of_a_coin() -> None:
    task = replace(TASKS["rotating"], steps=300)
    assert train(task, ConstantBaseline(), lr=10.0 * task.lr, seed=0).last < 0.9 * math.log(2.0)


def test_the_loss_falls_while_the_classes_stay_and_jumps_when_others_come_in(descend: Descend) -> None:
    task = TASKS["classes"]
    losses = descend(task.build(0), task.lr, 201)
    assert math.fsum(losses[190:200]) / 10 < 0.1 * losses[0]
    assert losses[200] > 10.0 * math.fsum(losses[190:200]) / 10


@every_task
def test_every_parameter_learns(task: Task) -> None:
    workload = task.build(0)
    workload.loss(1).backward()  # type: ignore[no-untyped-call] # torch's own
    assert [name for name, each in workload.model.named_parameters() if each.grad is None] == []


def test_the_loss_of_the_density_falls_below_zero_and_its_measure_does_not(descend: Descend, value: Value) -> None:
    task = TASKS["density"]
    workload = task.build(0)
    assert descend(workload, 10.0 * task.lr, 400)[-1] < 0.0
    assert value(workload) > 0.0


def test_pretraining_is_the_same_in_every_run_but_for_the_last_layer() -> None:
    first, second = (dict(TASKS["finetune"].build(seed).model.named_parameters()) for seed in (0, 1))
    differing = {name for name in first if not torch.equal(first[name], second[name])}
    assert differing == {"head.weight", "head.bias"}
    assert all(parameter.grad is None for parameter in first.values())


def test_pretraining_helps(descend: Descend, value: Value) -> None:
    task = TASKS["finetune"]
    pretrained, fresh = task.build(0), task.build(0)
    torch.manual_seed(0)
    for module in fresh.model.modules():
        if isinstance(module, nn.Linear | nn.LayerNorm | nn.Conv2d):
            module.reset_parameters()
    for workload in (pretrained, fresh):
        descend(workload, 3.0 * task.lr, 60)
    assert value(pretrained) < value(fresh) - 0.2


def test_the_contrast_between_views_that_are_all_alike_is_that_of_guessing(value: Value) -> None:
    workload = TASKS["contrast"].build(0)
    with torch.no_grad():
        for parameter in workload.model.parameters():
            parameter.zero_()
        next(reversed(list(workload.model.parameters()))).fill_(1.0)
    assert value(workload) == pytest.approx(math.log(127.0))  # 128 views, oneself left out


def test_a_view_moves_dims_and_blurs_but_keeps_the_image() -> None:
    images = torch.zeros(400, 64)
    images[:, 27] = 1.0  # one pixel in the middle
    views = view(images, torch.Generator().manual_seed(0))
    assert views.shape == images.shape
    places = {27 + down + right for down in (-8, 0, 8) for right in (-1, 0, 1)}
    assert set(views.argmax(dim=1).tolist()) == places
    assert views.max(dim=1).values.mean().item() == pytest.approx(0.8, abs=0.06)


def test_the_pinball_loss_is_least_at_its_quantile(value: Value) -> None:
    """The loss of an answer that is the same everywhere, against the targets that the task measures on."""
    workload = TASKS["quantile"].build(0)

    def constant(answer: float) -> float:
        with torch.no_grad():
            for parameter in workload.model.parameters():
                parameter.zero_()
            next(reversed(list(workload.model.parameters()))).fill_(answer)
        return value(workload)

    answers = torch.linspace(-2.0, 2.0, 81).tolist()
    best = min(answers, key=constant)
    targets = friedman(train=1500, validation=1000, noise=1.0).validation.targets.sort().values
    assert best == pytest.approx(targets[round(0.9 * len(targets))].item(), abs=0.1)


def test_the_equation_of_the_flow_is_fulfilled_by_its_solution() -> None:
    points = torch.linspace(-1.0, 1.0, 65, dtype=torch.float64, requires_grad=True)
    flow = flow_at(points)
    (slope,) = torch.autograd.grad(flow.sum(), points, create_graph=True)
    (bend,) = torch.autograd.grad(slope.sum(), points)
    assert torch.allclose(flow * slope - VISCOSITY * bend, force_at(points))
    assert flow[[0, -1]].abs().max().item() == pytest.approx(0.0, abs=1e-12)
