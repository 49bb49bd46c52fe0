"""Every loss has the slope it claims, and the value that scikit-learn gives it."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from awarelr.errors import SettingError
from awarelr.linear.losses import CLASSIFICATION_LOSSES, REGRESSION_LOSSES, Loss, loss_named

ALL = {**REGRESSION_LOSSES, **CLASSIFICATION_LOSSES}
VALUES = {
    "squared_error": (2.0, 0.5, 1.125),
    "huber": (2.0, 0.5, 0.3 * 1.5 - 0.045),
    "epsilon_insensitive": (2.0, 0.5, 1.2),
    "squared_epsilon_insensitive": (2.0, 0.5, 1.44),
    "hinge": (0.5, 1.0, 0.5),
    "log_loss": (0.5, 1.0, math.log1p(math.exp(-0.5))),
    "modified_huber": (-2.0, 1.0, 8.0),
    "squared_hinge": (-2.0, 1.0, 9.0),
}


@pytest.mark.parametrize(("name", "make"), ALL.items())
@given(margin=st.floats(-5.0, 5.0), side=st.sampled_from([-1.0, 1.0]))
def test_the_slope_is_the_finite_difference(
    name: str, make: Callable[[float], Loss], margin: float, side: float
) -> None:
    del name
    loss, step = make(0.3), 1e-6
    values, slopes = loss(np.array([margin - step, margin, margin + step]), np.full(3, side))
    left, right = (values[1] - values[0]) / step, (values[2] - values[1]) / step
    assert min(left, right) - 1e-4 <= slopes[1] <= max(left, right) + 1e-4  # at a kink any subgradient is right


@pytest.mark.parametrize(("name", "case"), VALUES.items())
def test_the_value_is_the_textbooks(name: str, case: tuple[float, float, float]) -> None:
    margin, target, expected = case
    values, _ = ALL[name](0.3)(np.array([margin]), np.array([target]))
    assert values[0] == pytest.approx(expected)


@pytest.mark.parametrize("name", CLASSIFICATION_LOSSES)
def test_enormous_margins_stay_finite(name: str) -> None:
    values, slopes = ALL[name](0.0)(np.array([1e100, -1e100]), np.array([1.0, 1.0]))
    assert np.isfinite(values).all()
    assert np.isfinite(slopes).all()


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(SettingError, match=r"loss must be one of 'hinge', 'log_loss'.*Did you mean 'hinge'"):
        loss_named("hing", CLASSIFICATION_LOSSES, 0.1)
