"""The estimators keep scikit-learn's contract: every one of its own checks, without an excuse."""

from typing import Any

import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from awarelr.linear import SGDClassifier, SGDRegressor

CHAOTIC = (
    "A weight of 2 and a row given twice are summed in another order; on fifteen rows without noise the LR rises until "
    "steps are unstable, which makes rounding visible. scikit-learn's own SGD is excused from this check as well."
)


def _excused(_: object) -> dict[str, str]:
    return {f"check_sample_weight_equivalence_on_{kind}_data": CHAOTIC for kind in ("dense", "sparse")}


@pytest.mark.filterwarnings("ignore::awarelr.linear.ScaleWarning", "ignore::sklearn.exceptions.ConvergenceWarning")
@parametrize_with_checks(  # type: ignore[untyped-decorator]
    [SGDRegressor(), SGDRegressor(loss="huber"), SGDClassifier(), SGDClassifier(loss="log_loss")],
    expected_failed_checks=_excused,
    xfail_strict=False,
)
def test_scikit_learns_own_checks_pass(estimator: Any, check: Any) -> None:
    check(estimator)
