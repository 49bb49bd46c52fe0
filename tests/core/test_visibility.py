"""How much of a gain shows in the loss."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from awarelr.core import AwareSettings, Horizons, Reading, controller
from awarelr.core.diagnosis import Situation
from awarelr.core.signals import EMPTY_MEAN, NO_EVIDENCE, Mean
from awarelr.core.state import LossStatistics, PathEvidence
from awarelr.core.visibility import long_evidence, scatter_ours, unseen_factor

NOISY = LossStatistics(scatter=Mean(count=9, mean=0.04))


def mean_of(*values: float) -> Mean:
    mean = EMPTY_MEAN
    for value in values:
        mean = mean.add(value, 1e9)
    return mean


def healthy(t: int, loss: float) -> Reading:
    return Reading(t=t, loss=loss, grad_norm=1.0, alignment=Horizons(short=0.5, medium=0.5, long=0.5), gain=1e-4)


@pytest.mark.parametrize(
    ("gains", "expected"),
    [
        ((0.2,), 0.0),  # as large as the scatter's standard deviation
        ((0.9,), 0.0),
        ((0.02,), math.log(10.0)),
        ((0.02, 0.002), math.log(0.2 / 0.011)),
        ((-1.0,), 0.0),  # what longer steps would lose shows as well
        ((-0.02,), math.log(10.0)),
        ((0.0,), math.log(0.2 / 1e-300)),
    ],
)
def test_a_gain_below_the_scatter_does_not_show(gains: tuple[float, ...], expected: float) -> None:
    path = PathEvidence(gain=mean_of(*gains), gain_now=mean_of(*gains))
    assert unseen_factor(NOISY, path) == pytest.approx(expected)


@pytest.mark.parametrize("loss", [LossStatistics(), LossStatistics(scatter=Mean(count=4, mean=1.0))])
def test_without_a_known_scatter_everything_shows(loss: LossStatistics) -> None:
    assert unseen_factor(loss, PathEvidence(gain_now=mean_of(1e-9))) == 0.0


def test_without_a_gain_or_without_noise_everything_shows() -> None:
    assert unseen_factor(NOISY, PathEvidence()) == 0.0
    still = LossStatistics(scatter=Mean(count=9, mean=0.0))
    assert unseen_factor(still, PathEvidence(gain_now=mean_of(1e-9))) == 0.0


@pytest.mark.parametrize("zero", [-1e3, 1e6])
def test_what_goes_unseen_does_not_depend_on_the_zero_of_the_loss(drive: Callable[..., Any], zero: float) -> None:
    settings = AwareSettings()
    readings = [replace(healthy(t, 1.0 + 0.125 * (t % 2)), gain=1e-4) for t in range(1, 21)]
    moved = [replace(each, loss=(each.loss or 0.0) + zero) for each in readings]
    state, other = (drive(settings, 0.1, each)[-1].after for each in (readings, moved))
    assert unseen_factor(state.loss, state.path) > 0.0
    assert unseen_factor(other.loss, other.path) == pytest.approx(unseen_factor(state.loss, state.path))


@pytest.mark.parametrize(
    ("size", "longer", "scatter", "first", "ours"),
    [
        (0.0, 100.0, 1e-3, 1e-5, True),  # the scatter has followed the steps all the way
        (0.0, 100.0, 1.1e-4, 1e-5, True),  # and half of it, in logs
        (0.0, 100.0, 0.9e-4, 1e-5, False),
        (0.0, 100.0, 1e-3, 1e-3, False),  # noise that was there from the start
        (0.0, 0.5, 1.1e-3, 1e-3, True),
        (0.0, 100.0, 1e-3, 0.0, True),  # batches of one and the same loss
        (0.0, 100.0, 0.0, 0.0, False),
        (5.0, 100.0, 1e-3, 1e-5, False),  # weights that did not start at zero
        (None, 100.0, 1e-3, 1e-5, False),
    ],
)
def test_from_zero_weights_the_loss_may_scatter_by_our_own_steps_alone(
    *, size: float | None, longer: float, scatter: float, first: float, ours: bool
) -> None:
    settings = AwareSettings()
    start = controller.init(settings, 0.1)
    state = replace(start, size=size, lr=longer * start.lr)
    loss = LossStatistics(scatter=Mean(count=9, mean=scatter**2), first=Mean(count=10, variance=first**2))
    assert scatter_ours(settings, state, loss) is ours
    few = replace(loss, scatter=Mean(count=4, mean=scatter**2))
    assert not scatter_ours(settings, state, few)


@pytest.mark.parametrize(
    ("downhill", "gain", "expected"),
    [
        (True, Mean(count=10, mean=-1.0, variance=4.0), -(1.25**0.5)),  # over an error of sqrt(4 / 5)
        (True, Mean(count=10, mean=-0.8, variance=4.0), None),  # not surely below 0
        (True, Mean(count=9, mean=-1.0, variance=4.0), None),  # too few to know
        (True, Mean(count=10, mean=5.0, variance=4.0), None),
        (True, Mean(count=10, mean=-1.0, variance=0.0), None),
        (True, Mean(count=400, mean=-2.0, variance=16.0), -(7.5**0.5) / 2.0),  # half of the 15 readings looked back on
        (False, Mean(count=10, mean=-1.0, variance=4.0), None),  # asked only against a raise
    ],
)
def test_a_gain_that_is_surely_a_loss_outweighs_directions_that_say_raise(
    *, downhill: bool, gain: Mean, expected: float | None
) -> None:
    evidence = NO_EVIDENCE
    for value in (0.2, 0.3, 0.1, 0.2) if downhill else (-0.2, -0.3, -0.1, -0.2):
        evidence = evidence.add(value, 8.0)
    found = long_evidence(PathEvidence(long=evidence, gain=gain), 100)
    assert found == pytest.approx(evidence.z if expected is None else expected)


def test_many_small_gradients_downhill_and_few_large_ones_uphill_lower_the_rate() -> None:
    """Batches of one example (a stranger's): the rate rose to four times the best one, by two votes in three."""
    settings = AwareSettings()
    state = controller.init(settings, 0.1)
    named = []
    for t in range(1, 121):
        uphill = t % 3 == 0
        way = -0.2 if uphill else 0.3
        reading = Reading(
            t=t,
            loss=1.0 + 0.3 * math.sin(2.3 * t),
            grad_norm=4.0 if uphill else 1.0,
            alignment=Horizons(short=way, medium=way, long=way),
            gain=-0.5 - 0.05 * math.sin(t) if uphill else 0.05,
            stride=0.001,
            size=1.0,
        )
        state, decision = controller.step(settings, state, reading)
        named.append(decision)
    last = named[-1]
    assert last.situation is Situation.LOWERING
    assert last.evidence["z_directions"] > 1.0
    assert last.evidence["z_long"] < -1.0
    assert last.evidence["gain"] < 0.0
    assert "the few that weigh most do not" in last.sentence
    assert last.lr < max(each.lr for each in named)
