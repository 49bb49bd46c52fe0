"""After a fault inside the training goes on, its evaluations and checkpoints too."""

import io
from collections.abc import Callable
from typing import Any

import pytest
import torch

from awarelr.torch import AwareLR

pytestmark = pytest.mark.torch


def _without_a_group(task: Any, optimizer: Any) -> None:
    task.model[0].requires_grad_(requires_grad=False)
    optimizer.param_groups.pop(0)


def _exchanged(task: Any, optimizer: Any) -> None:
    task.model[2].weight = optimizer.param_groups[1]["params"][0] = torch.nn.Parameter(torch.ones(3, 16))


def _resized(task: Any, optimizer: Any) -> None:
    for parameter, size in (
        (task.model[0].weight, (24, 8)),
        (task.model[0].bias, (24,)),
        (task.model[2].weight, (3, 24)),
    ):
        parameter.data, parameter.grad = torch.ones(size), None
    optimizer.state.clear()


def training(toy: Callable[..., Any]) -> tuple[Any, Any, AwareLR]:
    task = toy()
    groups: list[Any] = [{"params": list(task.model[each].parameters())} for each in (0, 2)]
    optimizer = torch.optim.Adam(groups, lr=1e-3)
    return task, optimizer, AwareLR(optimizer, model=task.model)


# A checkpoint after a fault ended the run with `zip() argument 2 is longer than argument 1`, days after the fault.
@pytest.mark.parametrize("steps", [0, 1, 20])
@pytest.mark.parametrize("change", [_without_a_group, _exchanged, _resized])
def test_evaluations_and_checkpoints_end_no_training_after_a_fault(
    toy: Callable[..., Any], warnings_of: Callable[..., list[str]], change: Callable[[Any, Any], None], steps: int
) -> None:
    task, optimizer, scheduler = training(toy)
    task.run(optimizer, scheduler, 60)
    scheduler.validate(0.5)
    lrs, known = scheduler.get_last_lr(), scheduler.last_epoch
    change(task, optimizer)
    task.run(optimizer, scheduler, steps, first=61)
    weights = [each.clone() for each in task.model.parameters()]
    with scheduler.averaged() as used:
        assert not used
        assert all(map(torch.equal, weights, task.model.parameters()))
    file = io.BytesIO()
    torch.save(scheduler.state_dict(), file)
    assert warnings_of("the training goes on, and the learning rate stays as it is")

    other, other_optimizer, resumed = training(toy)
    resumed.load_state_dict(torch.load(io.BytesIO(file.getvalue()), weights_only=True))
    assert warnings_of("of a scheduler that an error inside had stopped")
    assert resumed.get_last_lr() == lrs
    with resumed.best() as validation:
        assert validation.step == known
    other.run(other_optimizer, resumed, 60, first=61)
    assert resumed.last_epoch == known + 60
    with resumed.averaged() as used:
        assert used
