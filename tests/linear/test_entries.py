"""Moments from the entries of sparse rows alone: those of dense rows where it matters, and cheap where it does not."""

from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from awarelr.linear.entries import Entries
from awarelr.linear.moments import Moments


def _rows(away: float = 100.0) -> Any:
    rng = np.random.default_rng(0)
    return (rng.normal(size=(500, 3)) + away) * (rng.random((500, 3)) < [1.0, 0.99, 0.9])


def _concluded(rows: Any, weights: Any, chunk: int) -> Moments:
    entries, moments = Entries(rows.shape[1]), Moments(rows.shape[1])
    for start in range(0, len(rows), chunk):
        part = slice(start, start + chunk)
        entries.add(csr_matrix(rows[part]), None if weights is None else weights[part])
    moments.conclude(entries)
    return moments


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("chunk", [1, 7, 500])
@pytest.mark.parametrize("away", [3.0, -1e6])
def test_they_are_those_of_dense_rows(away: float, chunk: int, *, weighted: bool) -> None:
    rows = _rows(away)
    weights = np.random.default_rng(1).random(500) if weighted else None
    dense, sparse = Moments(3), _concluded(rows, weights, chunk)
    dense.add(rows, weights)
    for name in ("rows", "weight", "mean", "low", "high", "largest"):
        assert getattr(sparse, name) == pytest.approx(getattr(dense, name))
    assert sparse.deviations() == pytest.approx(dense.deviations(), rel=1e-6)


@pytest.mark.parametrize("chunk", [1, 500])
def test_a_constant_column_has_no_spread_at_all(chunk: int) -> None:
    moments = _concluded(np.full((500, 1), 0.1), np.random.default_rng(0).random(500), chunk)
    assert moments.spread[0] == 0.0
    assert moments.mean[0] == pytest.approx(0.1)


def test_a_column_that_is_often_zero_or_has_one_value_beside_it_is_as_wide_as_its_largest_entry() -> None:
    rng = np.random.default_rng(0)
    rows = np.c_[rng.random(500) * (rng.random(500) < 0.3), -2.0 * (rng.random(500) < 0.99), np.zeros(500)]
    moments = _concluded(rows, None, 500)
    assert (moments.mean == 0.0).all()
    assert moments.deviations().tolist() == np.abs(rows).max(axis=0).tolist()
    assert moments.largest.tolist() == np.abs(rows).max(axis=0).tolist()


def test_nothing_gathered_changes_nothing() -> None:
    moments = Moments(3)
    moments.add(_rows(), None)
    low = moments.low.copy()
    moments.conclude(Entries(3))
    assert (moments.low == low).all()


def test_entries_whose_squares_overflow_are_as_wide_as_the_largest() -> None:
    moments = _concluded(_rows() * 1e200, None, 500)
    assert moments.deviations().tolist() == moments.largest.tolist()
