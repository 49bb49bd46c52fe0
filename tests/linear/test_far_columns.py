"""Columns far from 0: as good as any where they can be centred inside, sparse rows too; else said, with the way out.

``csr_matrix(X + 100)`` ended at an R2 of 0.000, ``X + 50`` without an intercept at 0.106, and neither was said; dense
columns that are centred inside, where distance is harmless, were warned of.
"""

import warnings
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix, hstack

from awarelr.linear import ScaleWarning, SGDClassifier, SGDRegressor
from awarelr.linear.geometry import measured
from awarelr.linear.moments import Moments

quiet = pytest.mark.filterwarnings("ignore::awarelr.linear.ScaleWarning")


def _near(rows: int = 300) -> tuple[Any, Any]:
    rng = np.random.default_rng(0)
    near = rng.normal(size=(rows, 4))
    return near, near @ [1.0, -2.0, 0.5, 0.0] + 3.0 + 0.1 * rng.normal(size=rows)


@pytest.mark.parametrize("away", [10.0, 100.0, -1e6])
def test_sparse_columns_far_from_zero_are_fitted_as_dense_ones_are(away: float) -> None:
    near, target = _near()
    far = csr_matrix(near + away)
    model = SGDRegressor(random_state=0).fit(far, target)
    assert model.score(far, target) > 0.997
    assert model.n_iter_ < 30
    for classes in (target > 3.0, np.digitize(target, [1.0, 5.0])):
        dense = SGDClassifier(random_state=0).fit(near + away, classes).score(near + away, classes)
        assert SGDClassifier(random_state=0).fit(far, classes).score(far, classes) > dense - 0.02


@pytest.mark.parametrize("chunk", [1, 16, 300])
def test_a_stream_of_sparse_rows_far_from_zero_is_learnt(chunk: int) -> None:
    near, target = _near(1500)
    far = csr_matrix(near + 100.0)
    model = SGDRegressor(random_state=0)
    for start in range(0, 1500, chunk):
        model.partial_fit(far[start : start + chunk], target[start : start + chunk])
    assert model.score(far, target) > 0.99


def test_a_stream_may_turn_from_dense_rows_to_sparse_ones() -> None:
    """Sparse rows were stepped as they stood though the margin was that of centred ones."""
    near, target = _near(1000)
    far, model = near + 100.0, SGDRegressor(random_state=0)
    for start in range(0, 1000, 10):
        part = far[start : start + 10]
        model.partial_fit(part if start < 30 else csr_matrix(part), target[start : start + 10])
    assert model.score(far, target) > 0.99


def test_a_few_columns_far_from_zero_among_sparse_ones_spoil_nothing() -> None:
    near, target = _near(1000)
    rng = np.random.default_rng(1)
    words = csr_matrix((rng.random((1000, 50)) < 0.05).astype(float))
    target = target + words @ rng.normal(size=50)
    mixed = csr_matrix(hstack([words, csr_matrix(near + 1000.0)]))
    assert SGDRegressor(random_state=0).fit(mixed, target).score(mixed, target) > 0.99


def test_ordinary_sparse_columns_are_not_centred_and_cost_what_they_did() -> None:
    rng = np.random.default_rng(0)
    shares = np.r_[np.full(10, 0.1), 0.9, 0.99, 0.999, 1.0]  # the last is a column of ones
    rows = csr_matrix(3.0 * (rng.random((5000, 14)) < shares))
    moments = Moments(14)
    moments.add(rows, None)
    geometry = measured(moments, rows, centred=True, l2=1e-4)
    assert geometry.center is None
    assert geometry.even_pace() is not None


def test_columns_that_are_centred_inside_may_lie_as_far_from_zero_as_they_like() -> None:
    near, target = _near()
    for rows in (near + 1e4, csr_matrix(near + 1e4)):
        model = SGDRegressor(random_state=0).fit(rows, target)
        assert model.score(rows, target) > 0.997
        assert "Uncentred" not in model.explain()


@pytest.mark.parametrize("sparse", [False, True])
@pytest.mark.parametrize(
    ("settings", "way_out"),
    [
        ({"fit_intercept": False}, r"other columns.*\. fit_intercept=True centres .*Scaler .*a target that is"),
        (
            {"precondition": False},
            r"the intercept.*\. precondition=True centres .*Scaler in front does so too\.",
        ),
        ({"precondition": False, "fit_intercept": False}, "precondition=True with fit_intercept=True centres"),
    ],
)
def test_columns_far_from_zero_that_are_not_centred_are_said(
    settings: dict[str, Any], way_out: str, *, sparse: bool
) -> None:
    near, _ = _near()
    far = near + np.array([50.0, 51.0, 52.0, 90.0])
    rows, target = csr_matrix(far) if sparse else far, far @ [1.0, -2.0, 0.5, 0.0]
    with pytest.warns(ScaleWarning, match=r"column 3 lies .* times its own width away from 0.*" + way_out) as caught:
        model = SGDRegressor(tol=1e9, random_state=0, **settings).fit(rows, target)
    assert len(caught) == 1
    assert model.explain().startswith("Uncentred features: column 3")


@pytest.mark.parametrize("chunk", [1, 4, 64])
def test_a_stream_says_so_once_and_as_soon_as_there_are_rows_enough(chunk: int) -> None:
    near, _ = _near(256)
    far, model = near + 50.0, SGDRegressor(fit_intercept=False, random_state=0)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for start in range(0, 256, chunk):
            model.partial_fit(far[start : start + chunk], near[start : start + chunk, 0])
            assert len(caught) <= (start + chunk >= 10)
            assert len(caught) >= (start + chunk >= 20)
    assert {each.filename for each in caught} == {__file__}
    assert "width away from 0" in str(caught[0].message)


def test_one_column_far_from_zero_is_no_trouble_unless_another_looks_the_same() -> None:
    near, _ = _near()
    rows = near + np.array([50.0, 0.0, 0.0, 0.0])
    model = SGDRegressor(fit_intercept=False, random_state=0).fit(rows, rows.sum(axis=1))
    assert model.score(rows, rows.sum(axis=1)) > 0.99
    rows[:, 1] = 1.0
    with pytest.warns(ScaleWarning, match="column 0 lies"):
        SGDRegressor(fit_intercept=False, tol=1e9, random_state=0).fit(rows, rows.sum(axis=1))


@quiet
def test_weights_of_sparse_rows_far_from_zero_count_as_rows_do() -> None:
    near, target = _near(40)
    weights = np.arange(40) % 3
    far, model = near + 100.0, SGDRegressor(random_state=0, tol=1e-6)
    weighed = model.fit(csr_matrix(far), target, sample_weight=weights).coef_
    repeated = model.fit(csr_matrix(far.repeat(weights, axis=0)), target.repeat(weights)).coef_
    assert weighed == pytest.approx(repeated, rel=1e-6)
