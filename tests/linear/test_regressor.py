"""The regressor solves the problem it states, from any starting LR, and equals scikit-learn where steps are plain."""

import pickle
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn import linear_model
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from awarelr.linear import SGDRegressor
from awarelr.schedules import InverseScaling

RNG = np.random.default_rng(0)
ROWS = RNG.normal(size=(600, 5))
TARGET = ROWS @ np.array([1.0, -2.0, 0.5, 0.0, 3.0]) + 4.0 + 0.1 * RNG.normal(size=600)


@pytest.mark.parametrize("eta0", [1e-5, 1e-2, 1.0, 100.0])
def test_the_optimum_is_found_from_any_starting_lr(eta0: float) -> None:
    alpha = 0.01
    exact = linear_model.Ridge(alpha=alpha * len(ROWS)).fit(ROWS, TARGET)
    model = SGDRegressor(eta0=eta0, alpha=alpha, tol=None, max_iter=200, random_state=0).fit(ROWS, TARGET)
    assert model.coef_ == pytest.approx(exact.coef_, abs=0.02)
    assert model.intercept_[0] == pytest.approx(exact.intercept_, abs=0.02)


@pytest.mark.parametrize("loss", ["squared_error", "huber", "epsilon_insensitive", "squared_epsilon_insensitive"])
@pytest.mark.parametrize("schedule", ["constant", "invscaling"])
def test_plain_steps_row_by_row_are_scikit_learns(loss: str, schedule: str) -> None:
    shared: dict[str, Any] = {"loss": loss, "penalty": None, "eta0": 0.01, "shuffle": False, "tol": None, "max_iter": 3}
    theirs = linear_model.SGDRegressor(learning_rate=schedule, power_t=0.5, **shared).fit(ROWS, TARGET)
    chosen = InverseScaling() if schedule == "invscaling" else schedule
    ours = SGDRegressor(schedule=chosen, batch_size=1, precondition=False, **shared).fit(ROWS, TARGET)
    assert ours.coef_ == pytest.approx(theirs.coef_, rel=1e-9)
    assert ours.intercept_ == pytest.approx(theirs.intercept_, rel=1e-9)


def test_l1_finds_the_zero_weight() -> None:
    model = SGDRegressor(penalty="l1", alpha=0.05, random_state=0).fit(ROWS, TARGET)
    assert (model.coef_ == 0.0).tolist() == [False, False, False, True, False]


def test_sparse_rows_give_what_dense_rows_give() -> None:
    rows = ROWS * (np.abs(ROWS) > 0.8)
    rows[7] = 0.0
    model = SGDRegressor(precondition=False, decide_every=1, shuffle=False)
    dense, sparse = clone(model).fit(rows, TARGET), clone(model).fit(csr_matrix(rows), TARGET)
    assert sparse.coef_ == pytest.approx(dense.coef_, abs=1e-6)
    assert sparse.predict(csr_matrix(rows)) == pytest.approx(dense.predict(rows), abs=1e-5)


@pytest.mark.filterwarnings("ignore::awarelr.linear.ScaleWarning")
def test_sparse_rows_scaled_inside_come_to_the_same_fit() -> None:
    rows = ROWS * (np.abs(ROWS) > 0.8) * [1.0, 1.0, 1e3, 1.0, 1.0]
    model = SGDRegressor(tol=None, max_iter=100, random_state=0)
    dense, sparse = clone(model).fit(rows, TARGET), clone(model).fit(csr_matrix(rows), TARGET)
    assert sparse.score(rows, TARGET) == pytest.approx(dense.score(rows, TARGET), abs=0.01)


@pytest.mark.parametrize("schedule", ["aware", "constant"])
def test_a_pickle_between_two_calls_changes_nothing(schedule: str) -> None:
    one, other = SGDRegressor(schedule=schedule, random_state=0), SGDRegressor(schedule=schedule, random_state=0)
    for start in range(0, 600, 60):
        part = slice(start, start + 60)
        one.partial_fit(ROWS[part], TARGET[part])
        other = pickle.loads(pickle.dumps(other)).partial_fit(ROWS[part], TARGET[part])  # noqa: S301 - our own bytes
    assert np.array_equal(one.coef_, other.coef_)
    assert one.lr_ == other.lr_
    assert one.explain() == other.explain()


def test_weights_of_two_are_rows_given_twice() -> None:
    single = SGDRegressor(random_state=0).fit(ROWS, TARGET)
    doubled = SGDRegressor(random_state=0).fit(ROWS, TARGET, sample_weight=np.full(600, 2.0))
    assert np.array_equal(single.coef_, doubled.coef_)


def test_rows_of_weight_zero_are_not_there() -> None:
    weights = np.r_[np.ones(500), np.zeros(100)]
    some = SGDRegressor(random_state=0).fit(ROWS[:500], TARGET[:500])
    spoilt = np.r_[TARGET[:500], np.full(100, 1e6)]
    weighted = SGDRegressor(random_state=0).fit(ROWS, spoilt, sample_weight=weights)
    assert np.array_equal(some.coef_, weighted.coef_)


def test_a_warm_start_goes_on_with_lr_and_evidence() -> None:
    model = SGDRegressor(warm_start=True, max_iter=40, tol=None, random_state=0).fit(ROWS, TARGET)
    updates, readings, lr = model.t_, model.decisions_[-1].t, model.lr_
    model.set_params(max_iter=1).fit(ROWS, TARGET)
    assert model.t_ > updates
    assert model.decisions_[-1].t > readings
    assert model.lr_ == pytest.approx(lr, rel=0.5)


def test_early_stopping_keeps_the_best_weights() -> None:
    model = SGDRegressor(early_stopping=True, random_state=0).fit(ROWS, TARGET)
    assert model.score(ROWS, TARGET) > 0.99
    assert model.n_iter_ < 1000
    with pytest.raises(ValueError, match="early_stopping must be False with partial_fit"):
        model.partial_fit(ROWS, TARGET)


def test_pipelines_and_grids_take_it() -> None:
    grid = GridSearchCV(
        make_pipeline(StandardScaler(), SGDRegressor(random_state=0)),
        {"sgdregressor__alpha": [1e-4, 10.0], "sgdregressor__schedule": ["aware", "invscaling"]},
        cv=3,
    ).fit(ROWS, TARGET)
    assert grid.best_params_["sgdregressor__alpha"] == 1e-4
    assert grid.best_score_ > 0.99


@pytest.mark.parametrize("schedule", ["cosine", "one_cycle", "polynomial"])
def test_a_schedule_with_a_budget_gets_the_whole_fit(schedule: str) -> None:
    model = SGDRegressor(schedule=schedule, max_iter=30, tol=None, eta0=0.1, random_state=0).fit(ROWS, TARGET)
    assert model.score(ROWS, TARGET) > 0.99
    assert model.lr_ < 1e-3


@pytest.mark.parametrize("penalty", ["l2", None])
def test_without_an_intercept_the_one_to_start_from_stays_as_in_scikit_learn(penalty: str | None) -> None:
    """The parameter promised 0 whatever it started from."""
    start = {"coef_init": np.ones(5), "intercept_init": np.array([5.0])}
    mine, theirs = (
        kind(penalty=penalty, fit_intercept=False, random_state=0).fit(ROWS, TARGET, **start)
        for kind in (SGDRegressor, linear_model.SGDRegressor)
    )
    assert mine.intercept_ == theirs.intercept_ == [5.0]
    assert np.allclose(mine.predict(ROWS) - ROWS @ mine.coef_, 5.0)
    assert SGDRegressor(penalty=penalty, fit_intercept=False).fit(ROWS, TARGET).intercept_ == [0.0]
