"""A ratio has a worst value."""

import numpy as np

from awarelr.benchmark.score.ratio import WORST, ratios


def test_whatever_has_no_finite_measure_counts_as_the_worst() -> None:
    assert ratios(np.array([np.nan, np.inf, -np.inf, 1e300]), 1.0).tolist() == [WORST] * 4


def test_each_column_has_its_own_reference() -> None:
    assert ratios(np.array([[1.0, 1.0]]), np.array([1.0, 0.5])).tolist() == [[1.0, 2.0]]
