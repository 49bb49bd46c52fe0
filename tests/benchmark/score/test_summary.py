"""Ratios are summed up as worked by hand."""

import numpy as np
import pytest

from awarelr.benchmark.score.summary import geo_mean, summarise


def test_figures_worked_by_hand() -> None:
    summary = summarise(np.array([0.5, 1.0, 1.05, 2.0, 8.0]))
    assert summary.geo_mean == pytest.approx((0.5 * 1.05 * 2.0 * 8.0) ** 0.2)
    assert summary.floored == pytest.approx((0.8 * 1.05 * 2.0 * 8.0) ** 0.2)
    assert (summary.median, summary.worst) == (1.05, 8.0)
    assert (summary.within, summary.disasters) == (0.6, 0.2)


def test_one_flattering_task_cannot_carry_the_floored_mean() -> None:
    assert summarise(np.array([1e-6, 1.0])).floored == pytest.approx(0.8**0.5)


def test_a_disaster_may_be_small() -> None:
    assert summarise(np.array([1.0, 1.0]), np.array([True, False])).disasters == 0.5


def test_a_measure_of_zero_is_survived() -> None:
    assert float(geo_mean(np.array([0.0, 1.0]))) == pytest.approx(1e-6)
