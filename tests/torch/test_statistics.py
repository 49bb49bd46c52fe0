"""BatchNorm's running statistics within `averaged(batches)`: those that training updates, and no others."""

from collections.abc import Callable
from typing import Any

import pytest
import torch

from awarelr.torch import AwareLR

pytestmark = pytest.mark.torch


def fine_tuned(toy: Callable[..., Any], *, frozen: bool) -> tuple[Any, Any]:
    """Train for 60 steps, with a BatchNorm that stays in evaluation mode if ``frozen``; then evaluate all of it."""
    task = toy(norm=True)
    task.model[1].train(not frozen)
    optimizer = torch.optim.Adam(task.model.parameters(), lr=1e-2)
    scheduler = AwareLR(optimizer, model=task.model)
    task.run(optimizer, scheduler, 60)
    task.model.eval()
    return task, scheduler


def estimated(task: Any, scheduler: Any) -> bool:
    """Return whether the statistics are others within the block."""
    before = task.model[1].running_mean.clone()
    with scheduler.averaged([task.batch(step) for step in range(8)]) as used:
        assert used
        return not torch.equal(task.model[1].running_mean, before)


# Frozen statistics were estimated afresh, and the weights saved in the block held them.
@pytest.mark.parametrize("frozen", [False, True])
def test_statistics_that_training_leaves_alone_stay_as_they_are(toy: Callable[..., Any], *, frozen: bool) -> None:
    task, scheduler = fine_tuned(toy, frozen=frozen)
    assert estimated(task, scheduler) is not frozen


@pytest.mark.parametrize("frozen", [False, True])
def test_a_resumed_scheduler_knows_which_are_frozen_before_its_first_step(
    toy: Callable[..., Any], *, frozen: bool
) -> None:
    task, scheduler = fine_tuned(toy, frozen=frozen)
    other = toy(norm=True)
    other.model.load_state_dict(task.model.state_dict())
    resumed = AwareLR(torch.optim.Adam(other.model.parameters(), lr=1e-2), model=torch.nn.DataParallel(other.model))
    resumed.load_state_dict(scheduler.state_dict())
    other.model.eval()
    assert estimated(other, resumed) is not frozen


def test_a_state_from_before_frozen_layers_were_known_is_taken_over(toy: Callable[..., Any]) -> None:
    task, scheduler = fine_tuned(toy, frozen=False)
    data = scheduler.state_dict()
    del data["frozen"]
    scheduler.load_state_dict({**data, "format": 7})
    assert estimated(task, scheduler)


def test_layers_frozen_on_the_way_count_as_of_the_latest_step(toy: Callable[..., Any]) -> None:
    task, scheduler = fine_tuned(toy, frozen=False)
    task.run(scheduler.optimizer, scheduler, 1, first=61)
    assert not estimated(task, scheduler)
    task.model.train()
    task.run(scheduler.optimizer, scheduler, 1, first=62)
    assert estimated(task, scheduler)
