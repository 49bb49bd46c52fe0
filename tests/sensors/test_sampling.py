"""Of a large model at most 5 % is looked at, and that part tells what the whole would tell."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from awarelr.sensors import Sample, plan_samples, reading_from_sums
from awarelr.sensors.numpy import NumpySensor
from awarelr.sensors.sampling import BLOCK, PERIOD, SAMPLE_ABOVE

sizes = st.lists(st.integers(0, 50_000) | st.integers(0, 700), max_size=40)


def covered(sample: Sample) -> list[int]:
    """Return the coordinates that a sample reads."""
    return [
        start + offset
        for start in range(0, sample.blocks * sample.period, max(sample.period, 1))
        for offset in range(sample.block)
    ]


@given(sizes)
def test_below_a_million_every_coordinate_is_read(some: list[int]) -> None:
    samples = plan_samples(some, whole=True)
    assert [covered(sample) for sample in samples] == [list(range(size)) for size in some]


@given(sizes)
def test_of_any_sizes_at_most_five_percent_is_read(some: list[int]) -> None:
    samples = plan_samples(some, whole=False)
    assert sum(sample.size for sample in samples) <= 0.05 * sum(some)


@given(sizes)
def test_a_sample_lies_within_its_tensor_and_reads_nothing_twice(some: list[int]) -> None:
    for size, sample in zip(some, plan_samples(some, whole=False), strict=True):
        found = covered(sample)
        assert len(found) == len(set(found)) == sample.size
        assert all(0 <= each < size for each in found)
        assert sample.block <= sample.period


@given(st.lists(st.integers(PERIOD, 50_000), min_size=1, max_size=10))
def test_every_tensor_of_some_size_is_read(some: list[int]) -> None:
    for size, sample in zip(some, plan_samples(some, whole=False), strict=True):
        assert sample.size == size // PERIOD * BLOCK


def test_small_tensors_share_what_is_left_over() -> None:
    samples = plan_samples([64] * 1000, whole=False)
    share = sum(sample.size for sample in samples) / 64_000
    assert 0.045 < share <= 0.05


@pytest.mark.parametrize("extra", [0, 1])
def test_the_sample_begins_above_a_million(extra: int) -> None:
    sensor = NumpySensor([np.zeros(SAMPLE_ABOVE // 2), np.zeros(SAMPLE_ABOVE // 2 + extra)])
    assert sensor.share == 1.0 if not extra else sensor.share <= 0.05


LAYERS = [(700, 900), (300, 900), (300,), (900, 300), (64,), (900,)]
"""1.17 million coordinates, layers of unlike scale."""


@pytest.fixture(scope="module")
def descent() -> tuple[list[Any], list[Any]]:
    """Return a noisy descent on a quadratic whose layers differ in scale and curvature."""
    rng = np.random.default_rng(5)
    thetas = [[(3.0 ** (k % 3)) * rng.normal(size=shape).astype(np.float64) for k, shape in enumerate(LAYERS)]]
    gradients = []
    for _ in range(8):
        gradients.append(
            [(0.5 + 0.5 * k) * each + 2.0 * rng.normal(size=each.shape) for k, each in enumerate(thetas[-1])]
        )
        thetas.append([each - 0.05 * g for each, g in zip(thetas[-1], gradients[-1], strict=True)])
    return thetas, gradients


# A mean over a sample of m coordinates is off by their scatter / sqrt(m), here about 0.005 in an alignment.
# Three of these, and one more for layers being unlike: 0.02.
TOLERANCE = 0.02


def test_evidence_from_a_sample_is_evidence_from_all(descent: Any, make_sensor: Callable[..., Any]) -> None:
    thetas, gradients = descent
    part, whole = make_sensor(thetas[0]), make_sensor(thetas[0], sample_above=10**9)
    seen = 0
    for t, gradient in enumerate(gradients, start=1):
        sampled, exact = (reading_from_sums(each.read(thetas[t - 1], gradient, t), t=t) for each in (part, whole))
        assert sampled.grad_norm == pytest.approx(exact.grad_norm, rel=0.02)
        assert sampled.displacement == pytest.approx(exact.displacement, rel=0.02)
        for horizon in ("short", "medium", "long"):
            one, other = getattr(sampled.alignment, horizon), getattr(exact.alignment, horizon)
            if other is None:
                assert one is None
                continue
            assert one == pytest.approx(other, abs=TOLERANCE)
            seen += 1
        if exact.gain is not None:
            assert exact.grad_norm is not None
            # In the unit of |g| |d|, as the alignment is.
            scale = abs(exact.gain / exact.alignment.long) if exact.alignment.long else math.inf
            assert sampled.gain == pytest.approx(exact.gain, abs=TOLERANCE * scale + 0.04 * abs(exact.gain))
        for each in (part, whole):
            each.absorb(thetas[t], t)
    assert seen == 21
