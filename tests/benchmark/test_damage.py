"""Damage strikes at seeded steps and leaves no trace elsewhere."""

import pytest

pytest.importorskip("torch")

import torch

from awarelr.benchmark.damage import DAMAGES, corrupted_batch, damaged_steps, heavy_label, nan_gradient

pytestmark = pytest.mark.torch


def test_damage_strikes_three_times_in_the_middle_and_by_seed_alone() -> None:
    steps = damaged_steps("nan_gradient", seed=3, steps=1000)
    assert len(steps) == 3
    assert all(200 <= step <= 800 for step in steps)
    assert steps == damaged_steps("nan_gradient", seed=3, steps=1000)
    assert steps != damaged_steps("nan_gradient", seed=4, steps=1000)
    assert steps != damaged_steps("heavy_label", seed=3, steps=1000)


def test_a_very_short_run_is_damaged_where_there_is_room() -> None:
    assert damaged_steps("nan_gradient", seed=0, steps=1) == (1,)


def test_a_corrupted_batch_reaches_the_model_only_inside_the_block() -> None:
    model = torch.nn.Identity()
    inputs = torch.tensor([[1.0], [2.0], [3.0]])
    with corrupted_batch(model):
        inside = model(inputs)
    assert inside.tolist() == [[30.0], [10.0], [20.0]]
    assert model(inputs).tolist() == [[1.0], [2.0], [3.0]]


def test_corrupted_class_numbers_stay_class_numbers() -> None:
    model = torch.nn.Identity()
    with corrupted_batch(model):
        assert model(torch.tensor([1, 2, 3])).tolist() == [3, 1, 2]


def test_a_heavy_label_has_a_hundred_times_the_gradient() -> None:
    weight = torch.ones(1, requires_grad=True)
    heavy_label((2.0 * weight).sum()).backward()  # type: ignore[no-untyped-call] # torch's own
    assert weight.grad is not None
    assert weight.grad.item() == 200.0


def test_one_entry_of_one_gradient_becomes_nan() -> None:
    model = torch.nn.Linear(2, 2)
    model(torch.ones(1, 2)).sum().backward()
    nan_gradient(model)
    assert sum(int(each.grad.isnan().sum()) for each in model.parameters() if each.grad is not None) == 1


def test_each_kind_does_one_thing() -> None:
    for damage in DAMAGES.values():
        assert [damage.forward, damage.loss, damage.gradient].count(None) == 2
