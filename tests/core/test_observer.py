"""Statistics that the observer makes of losses and gains."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from awarelr.core import AwareSettings, Horizons, Reading, Situation
from awarelr.core.observer import level_of, margin_above, noise_of, observe
from awarelr.core.signals import EMPTY_MEAN, Mean
from awarelr.core.state import LossStatistics


def mean_of(*values: float) -> Mean:
    mean = EMPTY_MEAN
    for value in values:
        mean = mean.add(value, 1e9)
    return mean


def test_a_young_level_knows_the_spread_of_the_first_losses() -> None:
    """Guards a stream of heavy losses whose first ones were called damage beside a level of a single loss."""
    young = LossStatistics(slow=mean_of(10.0))
    assert margin_above(young, EMPTY_MEAN) == pytest.approx(3.0)
    assert margin_above(young, mean_of(5.0, 15.0, 5.0, 15.0)) == pytest.approx(3.0)
    assert margin_above(young, mean_of(5.0, 15.0, 5.0, 15.0, 10.0)) == pytest.approx(6.0 * math.sqrt(20.0))


# A deep network that had left its plateau was broken by a raise, and the loss of the plateau was not seen as damage.
def test_a_steep_descent_is_no_noise_and_its_end_is_the_level() -> None:
    fallen = LossStatistics(
        slow=Mean(count=50, mean=2.2, variance=0.04),
        fast=Mean(count=50, mean=1.8),
        scatter=Mean(count=49, mean=0.0025),
    )
    assert noise_of(fallen) == pytest.approx(0.05)
    assert level_of(fallen) == 1.8
    assert margin_above(fallen, EMPTY_MEAN) == pytest.approx(0.4)


def test_while_few_losses_followed_another_the_spread_about_the_mean_is_the_noise() -> None:
    young = LossStatistics(slow=Mean(count=50, mean=2.2, variance=0.04), scatter=Mean(count=9, mean=0.0025))
    assert noise_of(young) == pytest.approx(0.2)


def test_a_leap_of_the_loss_does_not_hide_itself_in_the_noise(drive: Callable[..., Any]) -> None:
    settings = AwareSettings()
    calm = [healthy(t, 1.0 + 0.01 * (t % 2)) for t in range(1, 41)]
    before = drive(settings, 0.1, calm)[-1].after
    after = drive(settings, before, [healthy(41, 3.0)])[-1].after
    window = 15.0
    assert noise_of(after.loss) == pytest.approx(noise_of(before.loss) * math.sqrt(1.0 + 8.0 / window))
    louder = drive(settings, before, [healthy(t, 1.0 + 0.1 * (t % 2)) for t in range(41, 121)])[-1].after
    assert noise_of(louder.loss) == pytest.approx(0.1 / math.sqrt(2.0), rel=0.05)


def test_a_level_of_few_losses_is_their_mean() -> None:
    assert level_of(LossStatistics(slow=Mean(count=10, mean=2.2), fast=Mean(count=10, mean=1.8))) == 2.2


def test_a_stride_is_a_share_of_the_parameters_now_or_at_the_start(drive: Callable[..., Any]) -> None:
    settings = AwareSettings()
    first, second = (replace(healthy(t, 1.0), stride=0.5, size=size) for t, size in ((1, 20.0), (2, 40.0)))
    state = drive(settings, 0.1, [first])[-1].after
    assert observe(settings, state, second).observation.stride_share == pytest.approx(0.0125)
    for size in (10.0, None, math.nan):
        assert observe(settings, state, replace(second, size=size)).observation.stride_share == pytest.approx(0.025)
    assert observe(settings, state, replace(second, stride=math.inf)).observation.stride_share == 0.0
    from_zero = drive(settings, 0.1, [replace(first, size=0.0)])[-1].after
    assert observe(settings, from_zero, second).observation.stride_share == 0.0


def healthy(t: int, loss: float) -> Reading:
    calm = Horizons(short=0.1, medium=0.1, long=0.1)
    return Reading(t=t, loss=loss, grad_norm=1.0, alignment=calm, gain=0.1, displacement=1e-6)


def test_one_bad_batch_is_no_rise_two_are(drive: Callable[..., Any]) -> None:
    """Guards a single batch of false labels, called a drift, after which the LR was lifted fourfold."""
    settings = AwareSettings()
    state = drive(settings, 0.1, [healthy(t, 1.0 + 0.01 * math.sin(t)) for t in range(1, 61)])[-1].after
    assert observe(settings, state, healthy(61, 100.0)).observation.rise < 0.1
    once = drive(settings, state, [healthy(61, 100.0), healthy(62, 1.0), healthy(63, 1.0)])
    assert not {step.decision.situation for step in once} & {Situation.DRIFTED, Situation.DIVERGED}
    twice = drive(settings, state, [healthy(61, 100.0), healthy(62, 100.0)])
    assert twice[-1].decision.situation is Situation.DRIFTED


def test_what_a_rollback_undid_is_forgotten_by_every_loss_statistic(drive: Callable[..., Any]) -> None:
    """Guards linear regression after a rollback, held back as 'stalled' by the noise of losses that were undone."""
    settings = AwareSettings()
    readings = [healthy(t, 1.0 + 0.01 * math.sin(t)) for t in range(1, 61)]
    state = drive(settings, 0.1, readings)[-1].after
    far = [Reading(t=t, loss=50.0, grad_norm=9.0, gain=0.1, displacement=10.0) for t in range(61, 64)]
    damage = next(s for s in drive(settings, state, far) if s.decision.situation is Situation.DIVERGED)
    verdict = drive(settings, damage.after, [Reading(t=1, loss=1.0)] * 2)[-1]
    assert verdict.after.recovery.last_ours == verdict.after.t
    assert verdict.after.loss.trend_past.sd < 0.1
    assert verdict.after.loss.scatter == verdict.after.snapshot.loss.scatter


def test_a_bad_probe_soon_after_our_own_damage_is_no_drift(drive: Callable[..., Any]) -> None:
    """Guards matrix factorisation, whose snapshot held rows that no batch had shown to be ruined."""
    settings = AwareSettings()
    state = drive(settings, 0.1, [healthy(t, 1.0 + 0.01 * math.sin(t)) for t in range(1, 61)])[-1].after
    verdicts = []
    for probed in (1.0, 30.0):
        far = [Reading(t=t, loss=50.0, grad_norm=9.0, gain=0.1, displacement=10.0) for t in range(61, 66)]
        damage = next(s for s in drive(settings, state, far) if s.decision.situation is Situation.DIVERGED)
        verdicts.append(drive(settings, damage.after, [Reading(t=1, loss=probed)] * 2)[-1])
        state = verdicts[-1].after
    verdict = verdicts[-1]
    assert verdict.decision.situation is Situation.PROBING
    assert "must have caught some of it" in verdict.decision.sentence
    assert verdict.decision.lr < verdict.before.lr
    assert state.loss == state.snapshot.loss == LossStatistics()
