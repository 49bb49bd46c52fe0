"""What only the torch sensor promises: every kind of parameter and gradient, parameters added later, a loss scaler."""

import math
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from awarelr.errors import StateError  # noqa: E402 - after torch was looked for
from awarelr.sensors import Sum, reading_from_sums  # noqa: E402
from awarelr.sensors.torch import TorchSensor  # noqa: E402

pytestmark = pytest.mark.torch


def parameter(*shape: int, dtype: Any = None, seed: int = 0) -> Any:
    generator = torch.Generator().manual_seed(seed)
    values = torch.randn(*shape, generator=generator, dtype=torch.float64)
    return torch.nn.Parameter(values.to(dtype or torch.float32))


def descend(parameters: list[Any], sensor: TorchSensor, steps: int = 5, first: int = 1) -> list[float]:
    """Move along the gradient of |theta|^2 / 2 a few times; return the last sums."""
    sums: list[float] = []
    for t in range(first, first + steps):
        for each in parameters:
            each.grad = each.detach().clone()
        sums = sensor.read().tolist()
        with torch.no_grad():
            for each in parameters:
                each.sub_(0.1 * each.grad)
        sensor.absorb(t)
    return sums


KINDS = [
    [torch.float64],
    [torch.float32],
    [torch.float16],
    [torch.bfloat16],
    [torch.float32, torch.bfloat16],
    [torch.float64, torch.float16],
]


@pytest.mark.parametrize("kinds", KINDS, ids=str)
def test_parameters_of_any_and_of_mixed_types_are_measured(kinds: list[Any]) -> None:
    parameters = [parameter(6, 7, dtype=kind, seed=seed) for seed, kind in enumerate(kinds)]
    reading = reading_from_sums(descend(parameters, TorchSensor(parameters)), t=5)
    coarse = any(kind in (torch.float16, torch.bfloat16) for kind in kinds)
    assert reading.alignment.long == pytest.approx(1.0, abs=0.02 if coarse else 1e-5)
    assert reading.gain is not None
    assert reading.gain > 0.0


def test_one_float64_parameter_makes_the_measurement_float64() -> None:
    assert TorchSensor([parameter(3, dtype=torch.float64), parameter(3)]).save()["rows"].dtype == torch.float64
    assert TorchSensor([parameter(3), parameter(3, dtype=torch.bfloat16)]).save()["rows"].dtype == torch.float32


def test_a_parameter_without_a_gradient_counts_as_one_with_zeros() -> None:
    moving, frozen = parameter(5), parameter(4, seed=1)
    sensor, alone = TorchSensor([moving, frozen]), TorchSensor([moving])
    moving.grad = torch.ones(5)
    assert sensor.read()[: Sum.TT].tolist() == alone.read()[: Sum.TT].tolist()
    frozen.grad = torch.ones(4)
    assert sensor.read()[Sum.GG] == pytest.approx(9.0)
    frozen.grad = None
    assert sensor.read()[Sum.GG] == pytest.approx(5.0)


def test_a_sparse_gradient_is_measured_as_its_dense_twin() -> None:
    table = torch.nn.Embedding(10, 3, sparse=True)
    sensor = TorchSensor(table.parameters())
    table(torch.tensor([1, 1, 4])).sum().backward()
    assert table.weight.grad is not None
    assert table.weight.grad.is_sparse
    sparse = sensor.read().tolist()
    table.weight.grad = table.weight.grad.to_dense()
    assert sensor.read().tolist() == sparse
    assert sparse[Sum.GG] == pytest.approx(3 * (4.0 + 1.0))


def test_a_complex_parameter_is_two_real_ones() -> None:
    values = torch.randn(4, 3, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    real, compound = torch.nn.Parameter(values.clone()), torch.nn.Parameter(torch.view_as_complex(values.clone()))
    one, other = TorchSensor([real]), TorchSensor([compound])
    assert descend([compound], other) == pytest.approx(descend([real], one), rel=1e-12)


def test_layout_in_memory_does_not_matter() -> None:
    plain = parameter(2, 3, 4, 5)
    sensor = TorchSensor([plain])
    gradient = torch.randn(2, 3, 4, 5, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        plain.add_(gradient)
    plain.grad = gradient
    expected = sensor.read().tolist()
    plain.grad = gradient.contiguous(memory_format=torch.channels_last)
    assert sensor.read().tolist() == expected


def test_parameters_added_later_start_where_they_are() -> None:
    first, second = parameter(5), parameter(3, seed=1)
    sensor, alone = TorchSensor([first]), TorchSensor([first])
    descend([first], sensor)
    rows = sensor.save()
    sensor.add([second])
    alone.load(rows)
    second.grad = torch.zeros(3)
    assert sensor.read()[: Sum.TT].tolist() == pytest.approx(alone.read()[: Sum.TT].tolist(), rel=1e-6)
    reading = reading_from_sums(descend([first, second], sensor, first=6), t=10)
    assert reading.alignment.long == pytest.approx(1.0, abs=0.05)


# A bias added to a large model was once too small for a sample: its share of 0 made every later gradient NaN.
def test_parameters_too_small_for_a_sample_do_not_spoil_the_sums() -> None:
    large, bias = parameter(1_100_000), parameter(10, seed=1)
    sensor = TorchSensor([large])
    sensor.add([bias])
    sums = descend([large, bias], sensor, steps=2)
    assert all(map(math.isfinite, sums))
    assert sums[Sum.NON_FINITE] == 0.0
    assert not sensor.complete


def test_a_parameter_without_coordinates_is_read_completely() -> None:
    empty = torch.nn.Parameter(torch.zeros(0, 3))
    sensor = TorchSensor([empty])
    assert sensor.complete
    assert sensor.read().tolist() == [0.0] * (len(Sum) - 1) + [-1.0]  # nobody looked for gradients of zero yet


def test_a_model_that_outgrows_the_limit_is_sampled_from_there_on() -> None:
    first, second = parameter(600), parameter(600, seed=1)
    sensor = TorchSensor([first], sample_above=1000)
    complete = [sensor.complete]
    sensor.add([second])
    complete.append(sensor.complete)
    assert complete == [True, False]
    assert sensor.save()["rows"].shape[1] == 600 + 16
    first.grad, second.grad = torch.ones(600), torch.ones(600)
    assert sensor.read()[Sum.GG] == pytest.approx(1200.0)


def test_a_scaled_gradient_is_measured_unscaled() -> None:
    weight = parameter(6, dtype=torch.float64)
    sensor, plain = TorchSensor([weight]), TorchSensor([weight])
    descend([weight], sensor)
    plain.load(sensor.save())
    weight.grad = weight.detach().clone()
    expected = plain.read().tolist()
    weight.grad = weight.grad * 1024.0
    assert sensor.read(grad_scale=torch.tensor(1024.0)).tolist() == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("found", [0.0, 1.0])
def test_a_step_that_the_scaler_will_skip_is_marked(found: float) -> None:
    weight = parameter(2)
    weight.grad = torch.ones(2)
    assert TorchSensor([weight]).read(found_inf=torch.tensor(found))[Sum.SKIPPED] == found


def test_without_news_nothing_is_skipped() -> None:
    weight = parameter(2)
    weight.grad = torch.ones(2)
    assert TorchSensor([weight]).read()[Sum.SKIPPED] == 0.0


def test_the_sums_are_float64_and_need_no_gradient() -> None:
    weight = parameter(2)
    weight.grad = torch.ones(2)
    sums = TorchSensor([weight]).read()
    assert sums.dtype == torch.float64
    assert not sums.requires_grad
    assert sums.shape == (len(Sum),)


def test_displacements_are_measured_from_any_values_or_from_the_reading_just_read() -> None:
    weight, table = parameter(4), parameter(2, 3, seed=1)
    sensor = TorchSensor([weight, table])
    values = [each.detach().clone() for each in (weight, table)]
    descend([weight, table], sensor, steps=2)
    sensor.mark_snapshot(values)
    distance = sum(float((each.detach() - at).square().sum()) for each, at in zip((weight, table), values, strict=True))
    assert sensor.read()[Sum.DD] == pytest.approx(distance, rel=1e-5)
    sensor.mark_snapshot()
    assert sensor.read()[Sum.DD] == 0.0


def test_other_values_may_be_in_place_for_a_while_once_it_has_settled() -> None:
    weight, twin = parameter(4), parameter(4)
    sensor, undisturbed = TorchSensor([weight]), TorchSensor([twin])
    descend([weight], sensor, steps=3)
    descend([twin], undisturbed, steps=3)
    sensor.settle()
    with torch.no_grad():
        saved = weight.detach().clone()
        weight.zero_()
        weight.copy_(saved)
    assert descend([weight], sensor, first=4) == descend([twin], undisturbed, first=4)


@pytest.mark.parametrize("shape", [(3, 5), (5,), (5, 6)], ids=["too few rows", "a vector", "other size"])
def test_rows_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    sensor = TorchSensor([parameter(5)])
    state = {**sensor.save(), "rows": torch.zeros(shape)}
    with pytest.raises(StateError) as caught:
        sensor.load(state)
    assert str(caught.value).startswith(f"sensor rows must have the shape (5, 5), got {shape}. Load ")
    assert str(caught.value).endswith(" into the same model.")


def test_a_state_of_more_parameters_is_refused() -> None:
    state = TorchSensor([parameter(5), parameter(3)]).save()
    with pytest.raises(StateError) as caught:
        TorchSensor([parameter(5)]).load(state)
    assert str(caught.value) == (
        "the sensor must watch 2 parameters, as when the state was saved, got 1. Load the state into the same model."
    )


def test_rows_of_one_group_may_be_loaded_where_it_was_added_later() -> None:
    first, second = parameter(5), parameter(3, seed=1)
    grown = TorchSensor([first])
    grown.add([second])
    built = TorchSensor([first, second])
    descend([first, second], grown)
    built.load(grown.save())
    assert built.save()["rows"].equal(grown.save()["rows"])


def test_what_has_no_gradient_and_what_has_one_of_zero_are_told_apart() -> None:
    learning, frozen, silent = parameter(5), parameter(3), parameter(2)
    frozen.requires_grad_(requires_grad=False)
    sensor = TorchSensor([learning, frozen, silent])
    readings = []
    for t in range(1, 9):
        learning.grad, silent.grad = torch.ones(5), torch.zeros(2)
        readings.append(reading_from_sums(sensor.read().tolist(), t=t))
    assert {each.ungraded for each in readings} == {0.3}
    assert [each.zeroed for each in readings] == [None] * 7 + [pytest.approx(2.0 / 7.0)]
    everything = torch.cat([learning, frozen, silent]).detach()
    assert readings[-1].size == pytest.approx(float(everything.norm()), rel=1e-6)
