"""The estimators keep scikit-learn's contract: every one of its own checks, without an excuse."""

from typing import Any

import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from awarelr.linear import SGDClassifier, SGDRegressor


@pytest.mark.filterwarnings("ignore::awarelr.linear.ScaleWarning", "ignore::sklearn.exceptions.ConvergenceWarning")
@parametrize_with_checks(  # type: ignore[untyped-decorator]
    [SGDRegressor(), SGDRegressor(loss="huber"), SGDClassifier(), SGDClassifier(loss="log_loss")]
)
def test_scikit_learns_own_checks_pass(estimator: Any, check: Any) -> None:
    check(estimator)
