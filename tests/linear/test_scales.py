"""Unscaled columns, the classic trap: named, answered, and never the end (scikit-learn#17925, PR#3883)."""

from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_diabetes, load_iris
from sklearn.model_selection import cross_val_score
from sklearn.preprocessing import StandardScaler

from awarelr.linear import OverflowedError, ScaleWarning, SGDClassifier, SGDRegressor

SETS = {"iris": load_iris(return_X_y=True), "diabetes": load_diabetes(return_X_y=True)}
LOSSES = {
    "iris": ("hinge", "log_loss", "modified_huber", "squared_hinge"),
    "diabetes": ("squared_error", "huber", "epsilon_insensitive", "squared_epsilon_insensitive"),
}
quiet = pytest.mark.filterwarnings(
    "ignore::awarelr.linear.ScaleWarning", "ignore::sklearn.exceptions.ConvergenceWarning"
)


def _set(name: str, factor: float = 1.0, *, every: bool = False) -> tuple[Any, Any]:
    rows, target = SETS[name]
    rows = StandardScaler().fit_transform(rows)
    rows[:, slice(None) if every else 0] *= factor
    order = np.random.default_rng(0).permutation(len(target))
    return rows[order], target[order]


def _model(name: str, **settings: Any) -> Any:
    return (SGDClassifier if name == "iris" else SGDRegressor)(random_state=0, **settings)


@quiet
@pytest.mark.parametrize(("name", "loss"), [(name, loss) for name, losses in LOSSES.items() for loss in losses])
def test_a_column_a_thousand_times_too_large_costs_less_than_five_points(name: str, loss: str) -> None:
    scores = [cross_val_score(_model(name, loss=loss), *_set(name, factor), cv=3).mean() for factor in (1.0, 1e3)]
    assert scores[1] > scores[0] - 0.05


@quiet
@pytest.mark.parametrize("precondition", [True, False])
@pytest.mark.parametrize("alpha", [0.0, 1e-4, 10.0])
@pytest.mark.parametrize(("name", "loss"), [(name, loss) for name, losses in LOSSES.items() for loss in losses])
def test_every_loss_penalty_and_scale_ends_finite(name: str, loss: str, alpha: float, *, precondition: bool) -> None:
    for factor, every in ((1e3, False), (1e6, True)):
        model = _model(name, loss=loss, alpha=alpha, precondition=precondition, max_iter=20)
        model.fit(*_set(name, factor, every=every))
        assert np.isfinite(model.coef_).all()
        assert np.isfinite(model.intercept_).all()


def test_the_worst_column_and_the_way_out_are_said() -> None:
    with pytest.warns(ScaleWarning, match=r"column 0 is \d.\d+e\+03 times as wide .*StandardScaler") as caught:
        model = SGDRegressor(random_state=0).fit(*_wide())
    assert len([each for each in caught if each.category is ScaleWarning]) == 1
    assert model.explain().startswith("Unscaled features: column 0")


def _wide() -> tuple[Any, Any]:
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(300, 8)) * np.r_[2.4e3, np.ones(7)]
    return rows, rows @ np.r_[1e-3, np.ones(7)]


@pytest.mark.parametrize("factor", [1e-4, 1e3])
def test_columns_that_are_all_alike_can_starve_the_intercept_and_are_said(factor: float) -> None:
    """Plain steps ended at an R2 of -3.4 without a word: no column was wider than another."""
    rows, target = _set("diabetes", factor, every=True)
    with pytest.warns(ScaleWarning, match=r"typical column is .* times as wide as the 1 that .*precondition=True"):
        SGDRegressor(precondition=False, tol=1e9, random_state=0).fit(rows, target)
    quietly: list[dict[str, Any]] = [{}, {"precondition": False, "fit_intercept": False}]
    for settings in quietly:
        SGDRegressor(tol=1e9, random_state=0, **settings).fit(rows, target)


@quiet
@pytest.mark.parametrize("schedule", ["constant", "invscaling"])
def test_a_schedule_that_cannot_undo_damage_raises_with_the_column(schedule: str) -> None:
    rows, target = _set("diabetes", 1e6)
    with pytest.raises(OverflowedError, match=r"column with the largest entries among them is 0 .*StandardScaler"):
        SGDRegressor(schedule=schedule, precondition=False, random_state=0).fit(rows, target)


@quiet
def test_damage_during_training_is_undone_and_told() -> None:
    rows, target = _set("diabetes", 1e6)
    model = SGDRegressor(precondition=False, eta0=1.0, max_iter=50, random_state=0).fit(rows, target)
    assert np.isfinite(model.coef_).all()
    assert model.score(rows, target) > 1.001 * SGDRegressor().fit(rows, 0.0 * target).score(rows, target)
    assert any(each.situation.name in {"DIVERGED", "NON_FINITE"} for each in model.decisions_)
    assert "damage" in model.explain().lower()


@quiet
def test_scaling_inside_changes_the_path_and_not_the_solution() -> None:
    rows, target = _set("diabetes")
    units = np.array([1e-3, 1e3] * 5)
    plain = SGDRegressor(penalty=None, tol=1e-6, random_state=0).fit(rows, target)
    scaled = SGDRegressor(penalty=None, tol=1e-6, random_state=0).fit(rows * units, target)
    assert scaled.coef_ * units == pytest.approx(plain.coef_, rel=1e-3, abs=1e-2)


@quiet
def test_a_divergence_that_is_still_finite_is_no_result_either() -> None:
    with pytest.raises(OverflowedError, match="or are about to") as caught:
        SGDRegressor(schedule="constant", eta0=1.0, random_state=0).fit(*_set("diabetes"))
    assert "Use a lower eta0" in str(caught.value)
    assert "precondition=True" not in str(caught.value)  # it is


@pytest.mark.parametrize("train", ["fit", "partial_fit"])
@pytest.mark.parametrize("name", list(SETS))
def test_a_warning_points_at_the_line_that_called(train: str, name: str) -> None:
    """It pointed into the models since they give back their attributes where they refuse their input."""
    rows, target = _set(name, 1e4)
    more: dict[str, Any] = {"classes": [0, 1, 2]} if name == "iris" and train == "partial_fit" else {}
    with pytest.warns(UserWarning, match=r"Unscaled|max_iter") as caught:
        getattr(_model(name, max_iter=1), train)(rows, target, **more)
    assert len(caught) == (2 if train == "fit" else 1)
    assert {each.filename for each in caught} == {__file__}
