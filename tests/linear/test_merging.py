"""A handful of rows is taken whole: repetitions are weights, and order is nothing."""

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from scipy.sparse import csr_matrix

from awarelr.linear import SGDClassifier, SGDRegressor
from awarelr.linear.examples import Examples
from awarelr.linear.merging import merged

RNG = np.random.default_rng(0)
ROWS = RNG.normal(size=(12, 3))
TARGET = RNG.normal(size=12)
WEIGHTS = RNG.integers(0, 4, size=12)


@pytest.mark.parametrize("container", [np.asarray, csr_matrix])
def test_equal_rows_become_one_with_the_sum_of_their_weights(container: Any) -> None:
    rows = container(np.array([[1.0, 0.0], [2.0, 3.0], [1.0, 0.0], [1.0, 0.0]]))
    found = merged(
        Examples(rows=rows, target=np.array([1.0, 1.0, 1.0, 2.0]), row_weights=np.array([1.0, 2.0, 3.0, 4.0]))
    )
    assert found.row_weights is not None
    dense = found.rows.toarray() if container is csr_matrix else found.rows
    told = {(*row, target): weight for row, target, weight in zip(dense, found.target, found.row_weights, strict=True)}
    assert told == {(1.0, 0.0, 1.0): 4.0, (2.0, 3.0, 1.0): 2.0, (1.0, 0.0, 2.0): 4.0}


def test_rows_that_all_weigh_the_same_need_no_weights() -> None:
    assert merged(Examples(rows=ROWS, target=TARGET, row_weights=np.full(12, 2.0))).row_weights is None


@pytest.mark.parametrize("container", [np.asarray, csr_matrix])
@pytest.mark.parametrize("model", [SGDRegressor(random_state=0), SGDClassifier(random_state=0)])
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_order_and_repetition_leave_no_trace_to_the_last_bit(model: Any, container: Any) -> None:
    target = TARGET if isinstance(model, SGDRegressor) else TARGET > 0.0
    repeated = np.repeat(np.arange(12), WEIGHTS)
    shuffled = RNG.permutation(repeated)
    first = model.fit(container(ROWS), target, sample_weight=WEIGHTS).coef_.copy()
    assert_array_equal(model.fit(container(ROWS[repeated]), target[repeated]).coef_, first)
    assert_array_equal(model.fit(container(ROWS[shuffled]), target[shuffled]).coef_, first)
