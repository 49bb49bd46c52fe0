"""What a user's choices stand for in a linear model."""

from typing import Any

import numpy as np
import pytest

from awarelr.errors import SettingError
from awarelr.linear import SGDRegressor
from awarelr.linear.choices import schedule_of, starting_lr
from awarelr.schedules import Aware, Cosine

ROWS = np.random.default_rng(0).normal(size=(60, 3))
GRID: dict[str, Any] = {
    "loss": np.str_("huber"),
    "penalty": np.str_("elasticnet"),
    "alpha": np.float32(1e-4),
    "l1_ratio": np.float32(0.5),
    "fit_intercept": np.bool_(True),  # noqa: FBT003 - what is tested
    "max_iter": np.int32(100),
    "tol": np.float32(1e-3),
    "shuffle": np.bool_(True),  # noqa: FBT003
    "epsilon": np.float32(0.25),
    "random_state": np.int64(3),
    "schedule": np.str_("aware"),
    "eta0": np.float32(0.1),
    "batch_size": np.int64(8),
    "precondition": np.bool_(True),  # noqa: FBT003
    "decide_every": np.int64(2),
    "average": np.bool_(False),  # noqa: FBT003
    "early_stopping": np.bool_(True),  # noqa: FBT003
    "validation_fraction": np.float32(0.25),
    "n_iter_no_change": np.int64(3),
    "warm_start": np.bool_(False),  # noqa: FBT003
}


def test_aware_by_name_raises_faster_than_for_a_network() -> None:
    for steps in (100, None):
        found = schedule_of("aware", steps)
        assert isinstance(found, Aware)
        assert found.settings.max_raise == 0.08


@pytest.mark.parametrize(
    ("eta0", "columns", "lr"), [(1e-5, 19, 0.5), (0.7, 19, 0.7), (0.01, 999, 0.01), (1e-9, 0, 10.0)]
)
def test_aware_starts_no_lower_than_standardised_columns_bear(eta0: float, columns: int, lr: float) -> None:
    """Its first step is a tenth of that: one row's NLMS step, which takes it to its target and not beyond."""
    given = {"schedule": "aware", "precondition": True, "eta0": eta0}
    assert starting_lr(given, columns) == pytest.approx(lr)
    assert starting_lr({**given, "precondition": False}, columns) == eta0
    assert starting_lr({**given, "schedule": "constant"}, columns) == eta0
    assert starting_lr({**given, "schedule": Aware()}, columns) == eta0


def test_an_object_is_taken_as_it_is_and_another_name_as_everywhere() -> None:
    assert schedule_of(Aware(), 100) == Aware()
    assert schedule_of("cosine", 100) == Cosine(total_steps=100)


def test_choices_from_a_grid_of_numpys_give_the_same_model_as_pythons_own() -> None:
    one = SGDRegressor(**GRID).fit(ROWS, ROWS.sum(axis=1))
    other = SGDRegressor(**{name: each.item() for name, each in GRID.items()}).fit(ROWS, ROWS.sum(axis=1))
    assert set(GRID) == set(one.get_params())
    assert np.array_equal(one.coef_, other.coef_)
    assert repr(one.decisions_) == repr(other.decisions_)
    assert one.explain() == other.explain()


@pytest.mark.parametrize(
    ("name", "bad", "words"),
    [
        ("max_iter", 10.0, r"got 10\.0\. 1000 is the default"),
        ("l1_ratio", "0.5", r"got '0\.5'\. 0\.15 is the default"),
        ("eta0", np.bool_(True), "got True. 0.01 is the default"),  # noqa: FBT003
        ("average", 1, "average must be 'auto', True or False, got 1"),
        pytest.param("eta0", 10**400, "eta0 must be a finite number above 0", id="beyond float"),
    ],
)
def test_what_merely_looks_right_is_refused_with_the_way_out(name: str, bad: Any, words: str) -> None:
    """``average=1`` was taken for True, which scikit-learn takes for a number of rows."""
    with pytest.raises(SettingError, match=words):
        SGDRegressor(**{name: bad}).fit(ROWS, ROWS.sum(axis=1))
