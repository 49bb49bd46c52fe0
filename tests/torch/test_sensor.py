"""The torch sensor under what torch brings: autocast, memory formats, samples, half precision, groups added."""

import json
import math
from pathlib import Path
from typing import Any

import pytest
import torch

from awarelr.errors import StateError
from awarelr.sensors.contract import Sum, reading_from_sums
from awarelr.sensors.torch import TorchSensor

pytestmark = pytest.mark.torch


def walked(shapes: list[tuple[int, ...]], sample_above: int, **options: Any) -> tuple[TorchSensor, list[Any], Any]:
    """Return a sensor, its parameters and the last sums after a walk of 30 random steps."""
    draw = torch.Generator().manual_seed(0)
    weights: list[Any] = [torch.nn.Parameter(torch.randn(shape, generator=draw).to(**options)) for shape in shapes]
    sensor = TorchSensor(weights, sample_above=sample_above)
    sums: Any = None
    for step in range(1, 31):
        for each in weights:
            each.grad = (each.detach() + 0.1 * torch.randn(each.shape, generator=draw)).to(each.dtype)
        sums = sensor.read()
        with torch.no_grad():
            for each in weights:
                each.sub_(0.1 * each.grad)
        sensor.absorb(step)
    return sensor, weights, sums


def expected(weights: list[Any], rows: Any) -> list[float]:
    """Return gg, ss, dd by plain arithmetic."""
    theta = torch.cat([each.detach().reshape(-1) for each in weights]).double()
    gradient = torch.cat([each.grad.reshape(-1) for each in weights]).double()
    short, snapshot = rows[0].double(), rows[3].double()
    return [float(gradient @ gradient), float((theta - short) @ (theta - short)), float((theta - snapshot).norm() ** 2)]


@pytest.mark.parametrize("at_once", [1 << 17, 7, 1])
def test_sums_do_not_depend_on_how_many_coordinates_are_taken_at_once(
    monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr("awarelr.sensors.torch_lane._AT_ONCE", at_once)
    sensor, weights, _ = walked([(5, 4), (3,), ()], 10_000)
    rows = sensor.save()["rows"]
    for each in weights:
        each.grad = torch.ones_like(each)
    sums = sensor.read()
    assert [float(sums[each]) for each in (Sum.GG, Sum.SS, Sum.DD)] == pytest.approx(expected(weights, rows), rel=1e-4)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_autocast_does_not_spoil_the_sums(dtype: torch.dtype) -> None:
    sensor, weights, _ = walked([(40, 30)], 10_000)
    for each in weights:
        each.grad = 300.0 * torch.ones_like(each)
    outside = sensor.read()
    with torch.autocast("cpu", dtype=dtype):
        inside = sensor.read()
    assert torch.equal(inside[: Sum.ZEROED], outside[: Sum.ZEROED])
    assert float(inside[Sum.GG]) == pytest.approx(1200 * 300.0**2, rel=1e-6)


def test_evidence_from_a_sample_agrees_with_evidence_from_all() -> None:
    shapes = [(300, 200), (200,), (200, 300), (300,)]
    _, _, whole = walked(shapes, 1_000_000)
    sensor, _, sampled = walked(shapes, 1_000)
    assert not sensor.complete
    assert sensor.save()["rows"].shape[1] <= 0.05 * 120_500
    for each in (Sum.GG, Sum.SS, Sum.MM, Sum.LL, Sum.GS, Sum.GM, Sum.GL, Sum.DD):
        assert float(sampled[each]) == pytest.approx(float(whole[each]), rel=0.1)


def test_a_tiny_group_added_to_a_large_model_spoils_nothing() -> None:
    """No coordinate of it is read, so that its share of nothing must not be divided by."""
    sensor, _, _ = walked([(300, 200)], 1_000)
    added = torch.nn.Parameter(torch.ones(3))
    added.grad = torch.ones(3)
    sensor.add([added])
    sums = sensor.read()
    assert all(math.isfinite(each) for each in sums.tolist())
    assert float(sums[Sum.NON_FINITE]) == 0.0


def test_memory_format_does_not_matter() -> None:
    ends = []
    for memory_format in (torch.contiguous_format, torch.channels_last):
        for sample_above in (10_000, 10):
            weight: Any = torch.nn.Parameter(
                torch.arange(2 * 16 * 5 * 5.0).reshape(2, 16, 5, 5).sin().to(memory_format=memory_format)
            )
            sensor = TorchSensor([weight], sample_above=sample_above)
            weight.grad = weight.detach().cos()
            with torch.no_grad():
                weight.add_(0.25)
            ends.append(sensor.read().tolist())
    assert ends[0] == pytest.approx(ends[2])
    assert ends[1] == pytest.approx(ends[3])


def test_complex_parameters_are_read_as_pairs() -> None:
    weight: Any = torch.nn.Parameter(torch.tensor([1.0 + 2.0j, -1.0j]))
    sensor = TorchSensor([weight])
    weight.grad = torch.tensor([3.0 + 4.0j, 0.0j])
    assert float(sensor.read()[Sum.GG]) == pytest.approx(25.0)


@pytest.mark.parametrize("value", [math.nan, math.inf, 1e30])
def test_what_is_not_finite_is_counted(value: float) -> None:
    sensor, weights, _ = walked([(5,)], 100)
    weights[0].grad[2] = value
    assert float(sensor.read()[Sum.NON_FINITE]) == 1.0


def test_an_absorption_put_off_twice_is_done_twice() -> None:
    weight: Any = torch.nn.Parameter(torch.zeros(2))
    sensor = TorchSensor([weight])
    with torch.no_grad():
        weight.fill_(1.0)
    sensor.absorb(1)
    sensor.absorb(2)
    assert sensor.save()["rows"][0].tolist() == pytest.approx([1.0 - 0.75**2] * 2)


def test_a_mark_set_from_values_counts_like_one_set_at_the_reading() -> None:
    sensor, weights, _ = walked([(300, 200), (7,)], 1_000)
    values = [each.detach().clone() for each in weights]
    sensor.read()
    sensor.mark_snapshot()
    at_reading = sensor.save()["rows"][3].clone()
    with torch.no_grad():
        for each in weights:
            each.add_(1.0)
    sensor.mark_snapshot(values)
    assert torch.equal(sensor.save()["rows"][3], at_reading)


@pytest.mark.parametrize("sample_above", [100, 10_000])
def test_a_saved_sensor_measures_the_same(sample_above: int) -> None:
    sensor, weights, _ = walked([(30, 20), (7,)], sample_above)
    other = TorchSensor(weights, sample_above=sample_above)
    other.load(sensor.save())
    assert torch.equal(sensor.read(), other.read())


def test_a_sensor_of_another_model_is_refused() -> None:
    sensor, _, _ = walked([(30, 20), (7,)], 10_000)
    other, _, _ = walked([(30, 20)], 10_000)
    with pytest.raises(StateError, match="the sensor must watch 2 parameters, as when the state was saved, got 1"):
        other.load(sensor.save())
    other, _, _ = walked([(30, 20), (8,)], 10_000)
    with pytest.raises(StateError, match=r"rows must have the shape \(5, 608\), got \(5, 607\)"):
        other.load(sensor.save())


def test_the_recorded_track_of_the_prototype_is_measured_alike() -> None:
    path = Path(__file__).parents[1] / "core" / "vectors" / "sensor.jsonl"
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    weight: Any = torch.nn.Parameter(torch.tensor(rows[0]["theta"], dtype=torch.float64))
    sensor = TorchSensor([weight])
    for row in rows:
        with torch.no_grad():
            weight.copy_(torch.tensor(row["theta"], dtype=torch.float64))
        weight.grad = torch.tensor(row["gradient"], dtype=torch.float64)
        reading = reading_from_sums(sensor.read().tolist(), t=row["t"])
        assert reading.grad_norm == pytest.approx(row["grad_norm"], rel=1e-9)
        assert reading.gain == (None if row["gain"] is None else pytest.approx(row["gain"], rel=1e-9))
        for name, value in row["alignment"].items():
            found = getattr(reading.alignment, name)
            assert found == (None if value is None else pytest.approx(value, rel=1e-9))
        sensor.absorb(row["t"])


@pytest.mark.parametrize("kind", [torch.bfloat16, torch.float16])
def test_half_precision_is_averaged_at_full(kind: torch.dtype) -> None:
    sensor, _, _ = walked([(30, 20)], 10_000, dtype=kind)
    assert sensor.save()["rows"].dtype is torch.float32
