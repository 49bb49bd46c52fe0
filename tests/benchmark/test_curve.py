"""A curve is thinned for a plot and read back exactly."""

import math
from typing import Any

import pytest

from awarelr.benchmark.curve import Curve, decode_curve, thin
from awarelr.core.codec import decode, encode
from awarelr.errors import StateError


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


def test_reading_fast_is_reading_alike() -> None:
    data = encode(Curve(steps=(1, 2, 3), loss=(0.1, math.nan, -math.inf), lr=(1.0, 1e-300, math.inf)))
    assert repr(decode_curve(data)) == repr(decode(Curve, data))


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        {"steps": [], "loss": []},
        {"steps": [], "loss": [], "lr": [], "more": []},
        {"steps": [1.5], "loss": [], "lr": []},
        {"steps": [True], "loss": [], "lr": []},
        {"steps": [], "loss": ["high"], "lr": []},
        {"steps": [], "loss": [], "lr": [None]},
        {"steps": [], "loss": {}, "lr": []},
    ],
)
def test_what_is_no_curve_is_refused(data: Any) -> None:
    with pytest.raises(StateError, match="damaged"):
        decode_curve(data)
