"""Somebody else's LRs: what is rounding, and what becomes of ratios."""

import math

import pytest

from awarelr.core.foreign import differ, ratios_after


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [(1e-3, 1.0000000474974513e-3, False), (1e-3, 1.00001e-3, True), (0.0, 0.0, False), (math.nan, 1.0, True)],
)
def test_what_float32_does_is_no_wish(one: float, other: float, *, differs: bool) -> None:
    assert differ(one, other) == differs


@pytest.mark.parametrize(
    ("lrs", "in_force", "ratios"),
    [
        ([0.2, 0.02], 0.2, [1.0, 0.1]),
        ([0.2, 0.1], 0.2, [1.0, 0.5]),
        ([0.2, math.inf], 0.2, [1.0, 0.1]),
        ([0.2, math.nan], 0.2, [1.0, 0.1]),
        ([math.inf, 0.1], math.inf, [1.0, 0.1]),
        ([0.0, 0.1], 0.0, [1.0, 0.1]),
    ],
)
def test_ratios_follow_what_is_found_where_it_is_a_number(
    lrs: list[float], in_force: float, ratios: list[float]
) -> None:
    assert ratios_after([1.0, 0.1], lrs, in_force) == pytest.approx(ratios)
