"""Shades follow the ratio, and the lines that the score draws fall between two of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from awarelr.benchmark.report.shade import BOUNDS, NAMES, shade_of
from awarelr.benchmark.score.ratio import DISASTER, WITHIN

RATIOS = st.floats(min_value=1e-9, max_value=100.0)

pytestmark = pytest.mark.torch


@given(RATIOS, RATIOS)
def test_a_worse_ratio_has_no_better_shade(one: float, other: float) -> None:
    assert shade_of(min(one, other)) <= shade_of(max(one, other))


@given(RATIOS)
def test_every_shade_has_a_name(ratio: float) -> None:
    assert NAMES[shade_of(ratio)]
    assert len(NAMES) == len(BOUNDS) + 1


@pytest.mark.parametrize("line", [WITHIN, DISASTER])
def test_what_the_score_tells_apart_has_two_shades(line: float) -> None:
    assert shade_of(line) < shade_of(line * 1.001)
