"""Intervals over seeds are those of the mean."""

import numpy as np
import pytest

from awarelr.benchmark.score.bootstrap import interval, resamples


def test_every_resample_is_a_mean_over_as_many_seeds() -> None:
    drawn = resamples(3, count=200, draw=np.random.default_rng(0))
    assert drawn.shape == (3, 200)
    assert drawn.sum(axis=0).tolist() == pytest.approx([1.0] * 200)
    assert set(np.round(drawn * 3).astype(int).ravel().tolist()) == {0, 1, 2, 3}


def test_one_seed_has_no_spread() -> None:
    means = np.array([2.5]) @ resamples(1, count=50, draw=np.random.default_rng(0))
    assert interval(means) == (2.5, 2.5)


def test_the_interval_of_many_seeds_is_that_of_the_mean() -> None:
    values = np.random.default_rng(1).normal(10.0, 2.0, 100)
    low, high = interval(values @ resamples(100, count=4000, draw=np.random.default_rng(2)))
    half = 1.96 * values.std() / 10.0
    assert low == pytest.approx(values.mean() - half, abs=0.05)
    assert high == pytest.approx(values.mean() + half, abs=0.05)
