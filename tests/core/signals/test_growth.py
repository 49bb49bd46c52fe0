"""Growth is steady if two blocks in a row have it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awarelr.core.signals import NO_GROWTH, Growth


def growth_of(sizes: list[float]) -> Growth:
    growth = NO_GROWTH
    for size in sizes:
        growth = growth.add(size)
    return growth


def test_one_block_is_not_enough() -> None:
    assert growth_of([2.0**each for each in range(13)]).steady == 0.0


def test_two_blocks_are() -> None:
    assert growth_of([2.0**each for each in range(25)]).steady == pytest.approx(12.0 * math.log(2.0))


def test_a_jump_is_no_growth() -> None:
    assert growth_of([1.0] * 20 + [100.0] * 20).steady == 0.0


def test_a_size_of_zero_begins_anew() -> None:
    assert growth_of([2.0**each for each in range(25)] + [0.0]) == NO_GROWTH


@given(st.lists(st.floats(0.0, 1e150), max_size=60))
def test_it_is_always_a_number(sizes: list[float]) -> None:
    assert math.isfinite(growth_of(sizes).steady)
