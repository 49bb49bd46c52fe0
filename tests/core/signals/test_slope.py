"""A slope is judged beside its own noise, whatever the zero and the unit of the values."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awarelr.core.signals.slope import NO_SLOPE, slope_of, slopes_of

numbers = st.lists(st.integers(-1000, 1000).map(float), min_size=3, max_size=40)


def test_the_error_is_the_textbooks() -> None:
    # y = 1, 3, 2, 5: slope 1.1, residual squares 2.7 over 2 degrees of freedom, sum of squared distances 5.
    line = slope_of((1.0, 3.0, 2.0, 5.0))
    assert line.slope == pytest.approx(1.1)
    assert line.noise == pytest.approx((2.7 / 2.0) ** 0.5)
    assert line.error == pytest.approx((2.7 / 2.0 / 5.0) ** 0.5)
    assert line.z == pytest.approx(1.1 / (2.7 / 2.0 / 5.0) ** 0.5)


@given(numbers, st.sampled_from([2.0**-20, 1.0, 2.0**20]), st.sampled_from([-4096.0, 0.0, 4096.0]))
def test_neither_zero_nor_unit_changes_the_z(values: list[float], scale: float, offset: float) -> None:
    moved = slope_of([scale * (each + offset) for each in values])
    assert moved.z == pytest.approx(slope_of(values).z, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("values", [(), (1.0,), (1.0, 2.0), (3.0, 3.0, 3.0, 3.0)])
def test_too_few_or_equal_values_have_no_direction(values: tuple[float, ...]) -> None:
    assert slope_of(values).z == 0.0
    assert NO_SLOPE.z == 0.0


def test_a_line_without_noise_is_certain() -> None:
    assert slope_of([1e6 + 0.5 * t for t in range(9)]).z == 1e6
    assert slope_of([-0.5 * t for t in range(9)]).z == -1e6


@given(numbers)
def test_many_windows_in_one_pass_are_the_single_ones(values: list[float]) -> None:
    lengths = (2, 3, 5, 8, 13, 100)
    together = slopes_of(values, lengths)
    assert [each.count for each in together] == [each for each in lengths if 3 <= each <= len(values)]
    for each in together:
        alone = slope_of(values[-each.count :])
        assert each.slope == pytest.approx(alone.slope, rel=1e-6, abs=1e-6)
        assert each.noise == pytest.approx(alone.noise, rel=1e-4, abs=1e-2)
        if alone.noise > 0.1:
            assert each.echo == pytest.approx(alone.echo, abs=0.5)


def test_correlated_residuals_widen_the_error() -> None:
    source = random.Random(0)
    last, sticky = 0.0, []
    for _ in range(200):
        last = 0.8 * last + source.gauss(0.0, 1.0)
        sticky.append(last)
    line = slope_of(sticky)
    assert line.echo == pytest.approx(0.8, abs=0.15)
    assert 2.0 < line.width / line.error < 4.5
