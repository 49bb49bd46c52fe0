import math

from awarelr.benchmark.curve import thin


def test_a_long_run_is_thinned_to_two_hundred_points() -> None:
    curve = thin([1.0] * 12_345, [0.1] * 12_345)
    assert len(curve.steps) == len(curve.loss) == len(curve.lr) == 200
    assert curve.steps[-1] == 12_345


def test_a_short_run_keeps_every_step() -> None:
    curve = thin([3.0, 2.0, 1.0], [0.1, 0.2, 0.3])
    assert (curve.steps, curve.loss, curve.lr) == ((1, 2, 3), (3.0, 2.0, 1.0), (0.1, 0.2, 0.3))


def test_a_loss_that_is_not_finite_shows() -> None:
    curve = thin([1.0, math.inf, 1.0, 1.0], [0.1] * 4, most=2)
    assert math.isnan(curve.loss[0])
    assert curve.loss[1] == 1.0
