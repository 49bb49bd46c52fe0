"""The penalty's value, gradient and proximal step belong together."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.linear_model import Lasso

from awarelr.errors import SettingError
from awarelr.linear import SGDRegressor
from awarelr.linear.penalties import Penalty, penalty_named

WEIGHTS = np.array([-2.0, -0.01, 0.0, 0.5, 3.0])


@pytest.mark.parametrize("penalty", [Penalty(l1=0.0, l2=0.7), Penalty(l1=0.3, l2=0.0), Penalty(l1=0.3, l2=0.7)])
def test_the_step_minimises_penalty_plus_distance(penalty: Penalty) -> None:
    pace, stepped = 0.4, WEIGHTS.copy()
    penalty.shrink(stepped, pace)

    def cost(weights: np.ndarray) -> float:
        return penalty.value(weights) + float(((weights - WEIGHTS) ** 2).sum()) / (2.0 * pace)

    rng = np.random.default_rng(0)
    assert all(cost(stepped) <= cost(stepped + 1e-3 * rng.normal(size=5)) for _ in range(200))


def test_the_gradient_is_the_finite_difference_away_from_zero() -> None:
    penalty, weights, step = Penalty(l1=0.3, l2=0.7), np.array([-2.0, 0.5]), 1e-6
    gradient = np.empty(2)
    penalty.gradient(weights, gradient)
    for column in range(2):
        nudge = step * np.eye(2)[column]
        numeric = (penalty.value(weights + nudge) - penalty.value(weights - nudge)) / (2.0 * step)
        assert gradient[column] == pytest.approx(numeric)


def test_l1_gives_exact_zeros() -> None:
    weights = np.array([0.1, -0.1, 1.0])
    Penalty(l1=0.5, l2=0.0).shrink(weights, 0.4)
    assert weights.tolist() == pytest.approx([0.0, 0.0, 0.8])


def test_no_penalty_however_strong_overflows() -> None:
    weights = np.array([1.0, -1.0])
    for _ in range(100):
        Penalty(l1=0.0, l2=1e12).shrink(weights, 1e6)
    assert (np.abs(weights) < 1e-10).all()


def test_names_say_how_l1_and_l2_share() -> None:
    assert penalty_named("elasticnet", 2.0, 0.25) == Penalty(l1=0.5, l2=1.5)
    assert penalty_named(None, 2.0, 0.25).absent
    with pytest.raises(SettingError, match="penalty must be one of 'l2', 'l1', 'elasticnet'"):
        penalty_named("l3", 1.0, 0.5)


@pytest.mark.parametrize("alpha", [0.01, 0.1, 0.5])
@pytest.mark.parametrize("sparse", [False, True])
def test_an_absolute_penalty_ends_at_the_exact_minimum(*, alpha: float, sparse: bool) -> None:
    """Paid for 64 steps at once, and read right after, it had wiped out weights of 0.9 at an alpha of 0.1."""
    draw = np.random.default_rng(0)
    x = draw.normal(size=(3000, 4))
    y = x @ np.array([1.0, -2.0, 0.5, 0.0]) + 3.0 + 0.1 * draw.normal(size=3000)
    exact = Lasso(alpha=alpha).fit(x, y).coef_
    found = SGDRegressor(penalty="l1", alpha=alpha, random_state=1).fit(csr_matrix(x) if sparse else x, y).coef_
    assert found == pytest.approx(exact, abs=0.03)
    assert found[3] == 0.0
