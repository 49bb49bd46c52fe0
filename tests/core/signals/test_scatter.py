"""The scatter of values sees noise, no trend, no single outlier."""

import random

import pytest

from awarelr.core.signals.scatter import scatter_of


@pytest.mark.parametrize("values", [(), (1.0,), (1.0, 5.0), (2.0, 2.0, 2.0), tuple(map(float, range(40)))])
def test_nothing_scatters_on_a_line(values: tuple[float, ...]) -> None:
    assert scatter_of(values) == pytest.approx(0.0)


@pytest.mark.parametrize("trend", [0.0, 0.5, -0.5])
@pytest.mark.parametrize("offset", [0.0, -1e6])
def test_it_is_the_standard_deviation_of_normal_noise(trend: float, offset: float) -> None:
    source = random.Random(1)
    values = [offset + trend * t + source.gauss(0.0, 2.0) for t in range(400)]
    assert scatter_of(values) == pytest.approx(2.0, rel=0.25)
    values[200] += 1e9
    assert scatter_of(values) == pytest.approx(2.0, rel=0.25)
