"""Losses of very small batches become comparable levels, but what is far off is told at once."""

import math

import pytest

from awarelr.linear.smoothing import Smoothing


def _begun(level: float = 1.0) -> Smoothing:
    smoothing = Smoothing()
    for _ in range(8):
        smoothing.add(level, 1)
    return smoothing


def test_eight_rows_make_a_level_and_larger_batches_pass() -> None:
    smoothing = Smoothing()
    assert [smoothing.add(float(loss), 1) for loss in range(8)] == [None] * 7 + [3.5]
    assert smoothing.begun
    assert smoothing.add(2.0, 8) == 2.0


def test_a_larger_batch_begins_too() -> None:
    smoothing = Smoothing()
    smoothing.add(2.0, 8)
    assert smoothing.begun


@pytest.mark.parametrize("loss", [math.nan, math.inf, 1e200])
def test_a_fault_passes_at_once_and_is_no_level(loss: float) -> None:
    smoothing = Smoothing()
    told = smoothing.add(loss, 1)
    assert told is not None
    assert told == loss or math.isnan(told)
    assert not smoothing.begun


@pytest.mark.parametrize("unit", [1e-9, 1.0, 1e9])
def test_a_loss_far_above_every_level_passes_at_once_in_any_unit(unit: float) -> None:
    smoothing = _begun(unit)
    assert smoothing.add(99.0 * unit, 1) is None
    assert smoothing.add(101.0 * unit, 1) == 101.0 * unit


def test_quiet_levels_do_not_make_the_next_loss_news() -> None:
    """Hinge losses are 0 for most rows; one that is not would be far above the last level."""
    smoothing = _begun()
    for _ in range(80):
        smoothing.add(1e-6, 1)
    assert smoothing.add(0.5, 1) is None


def test_a_level_that_has_risen_for_good_is_smoothed_again() -> None:
    smoothing = _begun()
    told = [smoothing.add(1000.0, 1) for _ in range(60)]
    assert told[0] == 1000.0
    assert told[-8:].count(None) == 7
