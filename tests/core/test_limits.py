"""The LR to write stays within its bounds, whatever is proposed."""

import math
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awarelr.core import AwareSettings
from awarelr.core.limits import bounded, decay, grown, hurry, start, written_lr_of
from awarelr.core.state import Ceiling

positive = st.floats(min_value=0.0, exclude_min=True, allow_infinity=False)


@given(positive, st.floats(min_value=0.0))
def test_a_bounded_lr_is_a_positive_finite_number(first_lr: float, lr: float) -> None:
    result = bounded(AwareSettings(), first_lr, lr)
    assert 0.0 < result < math.inf
    assert math.isfinite(math.log(result))


@given(st.floats(0.0, 0.5), st.floats(0.6, 100.0), positive, st.floats(min_value=0.0))
def test_the_settings_bounds_win(low: float, high: float, first_lr: float, lr: float) -> None:
    assert low <= bounded(AwareSettings(min_lr=low, max_lr=high), first_lr, lr) <= high


def test_an_lr_within_reach_is_left_alone() -> None:
    assert bounded(AwareSettings(), 1.0, 1e-9) == 1e-9
    assert bounded(AwareSettings(), 1.0, 1e-13) == 1e-12
    assert bounded(AwareSettings(), 1.0, 1e13) == 1e12
    assert bounded(AwareSettings(), 1e-300, 0.0) == sys.float_info.min
    assert bounded(AwareSettings(), 1e300, math.inf) == sys.float_info.max


def test_a_ceiling_grows_e_fold_over_its_window() -> None:
    ceiling = Ceiling(lr=0.1, window=20.0)
    for _ in range(20):
        ceiling = grown(ceiling)
    assert ceiling.lr == pytest.approx(0.1 * math.e)
    assert ceiling.window == 20.0


def test_no_ceiling_stays_none() -> None:
    assert grown(Ceiling()) == Ceiling()


DECAYS = [(1, 1.0), (90, 1.0), (95, 0.5), (99, 0.1), (100, 0.1), (500, 0.1)]


@pytest.mark.parametrize(("t", "factor"), DECAYS)
def test_a_known_budget_decays_over_its_last_part(t: int, factor: float) -> None:
    settings = AwareSettings(total_steps=100)
    assert decay(settings, t) == pytest.approx(factor)
    assert written_lr_of(settings, 2.0, t) == pytest.approx(2.0 * factor)


@pytest.mark.parametrize(("total_steps", "share"), [(20, 0.1), (1000, 0.1), (4000, 0.2), (16_000, 0.4), (10**6, 0.4)])
def test_the_longer_a_run_the_more_of_it_decays(total_steps: int, share: float) -> None:
    settings = AwareSettings(total_steps=total_steps)
    begins = round(total_steps * (1.0 - share))
    assert decay(settings, begins) == pytest.approx(1.0)
    assert decay(settings, begins + 1) < 1.0
    asked = AwareSettings(total_steps=total_steps, decay_share=0.5)
    assert decay(asked, total_steps // 2) == pytest.approx(1.0)
    assert decay(asked, total_steps * 3 // 4) == pytest.approx(0.5)


def test_an_unknown_budget_never_decays() -> None:
    assert decay(AwareSettings(), 10**9) == 1.0


def test_the_decay_stops_at_the_floor() -> None:
    assert written_lr_of(AwareSettings(total_steps=100, min_lr=0.5), 1.0, 99) == 0.5


STARTS = [(None, 0.1), (10_000, 0.1), (159, 0.1), (100, 0.25), (50, 1.0), (1, 1.0)]


@pytest.mark.parametrize(("total_steps", "share"), STARTS)
def test_a_run_known_to_be_short_starts_nearer_to_the_lr_given(total_steps: int | None, share: float) -> None:
    assert start(AwareSettings(total_steps=total_steps), 2.0) == pytest.approx(2.0 * share)


def test_a_warmup_factor_of_ones_own_is_never_undercut_and_bounds_win() -> None:
    assert start(AwareSettings(total_steps=100, warmup_factor=0.5), 2.0) == pytest.approx(1.0)
    assert start(AwareSettings(max_lr=0.15), 2.0) == 0.15


@pytest.mark.parametrize(("total_steps", "pace"), [(None, 0.0), (10, 0.2), (50, 0.2), (100, 0.1), (1000, 0.01)])
def test_the_shorter_a_known_run_the_greater_the_hurry(total_steps: int | None, pace: float) -> None:
    assert hurry(AwareSettings(total_steps=total_steps)) == pytest.approx(pace)
