"""When a fit has converged, and what its descent says of its end."""

import math

import pytest

from awarelr.linear.patience import Patience


def _after(*losses: float, tol: "float | None" = 1e-3) -> Patience:
    patience = Patience(tol, 3)
    patience.begin(losses[0])
    for loss in losses:
        patience.spent(loss, moving=False)
    return patience


def test_sweeps_without_progress_in_a_row_end_the_fit_unless_the_rate_still_moves() -> None:
    patience = _after(2.0, 1.0)
    assert [patience.spent(1.0, moving=False) for _ in range(3)] == [False, False, True]
    patience = _after(2.0, 1.0)
    assert not any(patience.spent(1.0, moving=True) for _ in range(9))


def test_tiny_losses_have_a_tiny_tolerance() -> None:
    assert _after(1e-6).tol == pytest.approx(1e-9)
    assert _after(5.0).tol == 1e-3
    assert _after(1.0, tol=None).tol == -math.inf


@pytest.mark.parametrize(("loss", "damaged"), [(1.0, False), (1.09, False), (1.11, True), (math.nan, True)])
def test_an_end_a_tenth_of_the_descent_above_the_best_is_damage(loss: float, *, damaged: bool) -> None:
    assert _after(2.0, 1.0).damaged(loss) is damaged


def test_a_loss_a_million_times_the_first_is_hopeless() -> None:
    assert _after(2.0).hopeless(2.1e6)
    assert not _after(2.0).hopeless(1e6)


def test_slack_is_a_trifle_of_the_descent_and_nothing_before_one() -> None:
    assert _after(2.0, 1.0).slack == pytest.approx(0.002)
    assert _after(2.0, 3.0).slack == 0.0
    assert Patience(1e-3, 3).slack == 0.0
