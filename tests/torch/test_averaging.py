"""The averaged weights: in place for the block only, and never worse than the weights themselves."""

from collections.abc import Callable
from typing import Any

import pytest
import torch

from awarelr.torch import AwareLR
from awarelr.torch.averaging import WeightAverage

pytestmark = pytest.mark.torch


@pytest.fixture
def trained(toy: Callable[..., Any]) -> tuple[Any, Any, Any]:
    """Return a training with BatchNorm after 200 steps."""
    task = toy(norm=True)
    optimizer = torch.optim.Adam(task.model.parameters(), lr=1e-2)
    scheduler = AwareLR(optimizer, model=task.model)
    task.run(optimizer, scheduler, 200)
    return task, optimizer, scheduler


def test_afterwards_everything_is_bitwise_as_before(
    trained: tuple[Any, Any, Any], fingerprint: Callable[..., list[Any]]
) -> None:
    """A5: schedule_free#11, #8, #15."""
    task, optimizer, scheduler = trained
    before = fingerprint(task.model, optimizer, torch.get_rng_state())
    loader = [task.batch(step) for step in range(8)]
    for given in (None, loader):
        with scheduler.averaged(given) as used:
            assert used
            assert fingerprint(task.model) != before
        assert fingerprint(task.model, optimizer, torch.get_rng_state()) == before
        with pytest.raises(KeyError, match="theirs"), scheduler.averaged(given):
            raise KeyError("theirs")
        assert fingerprint(task.model, optimizer, torch.get_rng_state()) == before
        with scheduler.averaged(given), scheduler.averaged(given):
            pass
        assert fingerprint(task.model, optimizer, torch.get_rng_state()) == before


def test_an_error_of_the_loader_leaves_everything_as_it_was(
    trained: tuple[Any, Any, Any], fingerprint: Callable[..., list[Any]]
) -> None:
    task, _, scheduler = trained
    before = fingerprint(task.model)
    momenta = [each.momentum for each in task.model.modules() if hasattr(each, "momentum")]
    with pytest.raises(RuntimeError), scheduler.averaged([torch.ones(3, 99)]):
        pass
    assert fingerprint(task.model) == before
    assert [each.momentum for each in task.model.modules() if hasattr(each, "momentum")] == momenta
    assert all(each.training for each in task.model.modules())


@pytest.mark.parametrize("recalibrate", [False, True])
def test_averaged_weights_are_not_less_accurate(trained: tuple[Any, Any, Any], *, recalibrate: bool) -> None:
    """A5, in a loop that trains and evaluates in turns."""
    task, optimizer, scheduler = trained
    raw, averaged = [], []
    for step in range(201, 301):
        task.run(optimizer, scheduler, 1, first=step)
        raw.append(task.accuracy())
        loader = [(part, None) for part in task.x.split(64)] if recalibrate else None
        with scheduler.averaged(loader):
            averaged.append(task.accuracy())
    assert all(mean >= each - 0.02 for mean, each in zip(averaged, raw, strict=True))
    assert sum(averaged) / len(averaged) >= sum(raw) / len(raw) - 0.01
    assert averaged[-1] >= raw[-1] - 0.01


def test_evaluating_changes_nothing_of_the_training(
    toy: Callable[..., Any], fingerprint: Callable[..., list[Any]]
) -> None:
    ends = []
    for looked in (False, True):
        torch.manual_seed(0)
        task = toy(norm=True)
        task.model.append(torch.nn.Dropout(0.1))
        optimizer = torch.optim.Adam(task.model.parameters(), lr=1e-3)
        scheduler = AwareLR(optimizer, model=task.model)
        for step in range(1, 61):
            task.run(optimizer, scheduler, 1, first=step)
            if looked:
                with scheduler.averaged([task.batch(7)]):
                    task.accuracy()
                    scheduler.state_dict()
        ends.append(fingerprint(task.model, optimizer, scheduler))
    assert ends[0] == ends[1]


def test_a_state_saved_inside_the_block_is_that_of_the_training(
    trained: tuple[Any, Any, Any], fingerprint: Callable[..., list[Any]]
) -> None:
    task, _, scheduler = trained
    outside = fingerprint(scheduler)
    with scheduler.averaged():
        inside = fingerprint(scheduler)
        averaged = fingerprint(task.model)
    assert inside == outside
    assert fingerprint(task.model) != averaged


def test_the_average_spans_the_last_twentieth_of_the_run(toy: Callable[..., Any]) -> None:
    task = toy()
    weights = list(task.model.parameters())
    average = WeightAverage(weights)
    expected = [each.detach().double().clone() for each in weights]
    optimizer = torch.optim.SGD(weights, lr=0.3)
    for step in range(1, 700):
        task.run(optimizer, None, 1, first=step)
        average.absorb(step)
        for mean, weight in zip(expected, weights, strict=True):
            mean.lerp_(weight.detach().double(), 1.0 / max(6.0, 0.05 * step))
    for (weight, mine), mean in zip(average.pairs(), expected, strict=True):
        assert (mine - mean).abs().max().item() <= 1e-5 + 0.1 * (weight - mean).abs().max().item()


def test_a_parameter_added_later_starts_where_it_is(toy: Callable[..., Any]) -> None:
    task = toy()
    first, added = list(task.model[0].parameters()), list(task.model[2].parameters())
    average = WeightAverage(first)
    optimizer = torch.optim.SGD(first, lr=0.3)
    for step in range(1, 30):
        task.run(optimizer, None, 1, first=step)
        average.absorb(step)
    before = [mean.clone() for _, mean in average.pairs()]
    assert not torch.equal(before[0], first[0])
    average.add(added)
    after = average.pairs()
    assert [parameter is weight for (parameter, _), weight in zip(after, [*first, *added], strict=True)] == [True] * 4
    assert all(torch.equal(mean, old) for (_, mean), old in zip(after, before, strict=False))
    assert torch.equal(after[2][1], added[0])


def test_a_complex_parameter_has_a_complex_average() -> None:
    weight = torch.nn.Parameter(torch.tensor([1.0 + 2.0j, -1.0j]))
    average = WeightAverage([weight])
    with torch.no_grad():
        weight.add_(6.0j)
    average.absorb(1)
    torch.testing.assert_close(average.pairs()[0][1], torch.tensor([1.0 + 3.0j, 0.0j]))


def test_while_the_average_fills_the_weights_stay(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer = torch.optim.Adam(task.model.parameters(), lr=1e-3)
    scheduler = AwareLR(optimizer)
    with scheduler.averaged() as used:
        assert not used
    task.run(optimizer, scheduler, 3)
    with scheduler.averaged() as used:
        assert not used
    task.run(optimizer, scheduler, 10, first=4)
    with scheduler.averaged() as used:
        assert used


def test_a_mapping_of_inputs_recalibrates_too() -> None:
    class Named(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.norm = torch.nn.BatchNorm1d(2)
            self.last = torch.nn.Linear(2, 1)

        def forward(self, x: Any) -> Any:
            return self.last(self.norm(x))

    model: Any = Named()
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
    scheduler = AwareLR(optimizer, model=model)
    draw = torch.Generator().manual_seed(0)
    for _ in range(20):
        optimizer.zero_grad()
        loss = model(torch.randn(16, 2, generator=draw)).square().mean()
        loss.backward()
        optimizer.step()
        scheduler.step(loss)
    shifted = 5.0 + torch.randn(64, 2, generator=draw)
    with scheduler.averaged([{"x": shifted}]):
        assert torch.allclose(model.norm.running_mean, shifted.mean(0), atol=1e-5)
    assert float(model.norm.running_mean.abs().max()) < 1.0


def test_where_the_path_still_leads_downhill_the_average_is_short(toy: Callable[..., Any]) -> None:
    task = toy()
    optimizer = torch.optim.SGD(task.model.parameters(), lr=1e-4)
    scheduler = AwareLR(optimizer, max_lr=1e-3)
    task.run(optimizer, scheduler, 400)
    decision = scheduler.last_decision
    assert decision is not None
    assert decision.averaging is not None
    assert decision.averaging < 3.0
    last = task.whole_loss()
    with scheduler.averaged() as used:
        assert used
        assert task.whole_loss() == pytest.approx(last, rel=2e-3)


def test_a_window_of_one_step_is_the_weights_themselves() -> None:
    weight = torch.nn.Parameter(torch.zeros(3))
    average = WeightAverage([weight])
    for step in range(1, 4):
        with torch.no_grad():
            weight.fill_(float(step))
        average.window = 1.0
        average.absorb(1000)
    assert torch.equal(average.pairs()[0][1], weight)


def test_a_broadcast_buffer_is_no_obstacle_to_recalibration() -> None:
    model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.BatchNorm1d(8), torch.nn.Linear(8, 1))
    model.register_buffer("mask", torch.ones(1).expand(8))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    scheduler = AwareLR(optimizer, model=model)
    draw = torch.Generator().manual_seed(0)
    for _ in range(20):
        loss = model(torch.randn(16, 4, generator=draw)).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        scheduler.step(loss)
    norm = model[1]
    assert isinstance(norm, torch.nn.BatchNorm1d)
    before = norm.running_mean.clone() if norm.running_mean is not None else None
    with scheduler.averaged([torch.randn(16, 4, generator=draw)]) as used:
        assert used
    assert norm.momentum == 0.1
    assert before is not None
    assert norm.running_mean is not None
    assert torch.equal(norm.running_mean, before)


@pytest.mark.parametrize("block", ["averaged", "best"])
def test_training_within_a_block_is_said_to_be_lost(
    trained: tuple[Any, Any, Any], warnings_of: Callable[..., list[str]], block: str
) -> None:
    task, optimizer, scheduler = trained
    scheduler.validate(0.5)
    words = f"The optimizer steps within scheduler.{block}(): the weights are put back at the end of the block"
    with getattr(scheduler, block)():
        assert not warnings_of(words)
        task.run(optimizer, scheduler, 3, first=201)
    assert len(warnings_of(words)) == 1


def test_training_while_no_other_weights_are_in_place_is_kept_and_nothing_is_said(
    toy: Callable[..., Any], fingerprint: Callable[..., list[Any]], warnings_of: Callable[..., list[str]]
) -> None:
    task = toy()
    optimizer = torch.optim.Adam(task.model.parameters(), lr=1e-3)
    scheduler = AwareLR(optimizer)
    with scheduler.averaged() as used:
        assert not used
        task.run(optimizer, scheduler, 3)
        inside = fingerprint(task.model)
    assert fingerprint(task.model) == inside
    assert not warnings_of()
