"""Curves are thinned and packed so that a page can draw what was recorded."""

import base64
import math
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from awarelr.benchmark.curve import Curve
from awarelr.benchmark.report.packing import pack_numbers
from awarelr.benchmark.report.strips import Strand, strip, thinned

pytestmark = pytest.mark.torch


def unpacked(text: str) -> NDArray[np.float32]:
    """Undo the packing as the page's script does."""
    planes = np.frombuffer(zlib.decompress(base64.b64decode(text)), dtype=np.uint8)
    return np.frombuffer(planes.reshape(4, -1).T.tobytes(), dtype="<f4")


@given(st.lists(st.floats(width=32, allow_subnormal=False)))
def test_numbers_come_back_to_one_part_in_four_thousand(values: list[float]) -> None:
    back = unpacked(pack_numbers(np.array(values, dtype=np.float32)))
    assert len(back) == len(values)
    for value, after in zip(values, back.tolist(), strict=True):
        if math.isnan(value):
            assert math.isnan(after)
        elif math.isfinite(after) or math.isinf(value):
            assert after == value or math.isclose(after, value, rel_tol=2.5e-4)
        else:
            assert abs(value) > 3.4e38, "only the very largest number may round up to infinity"


@given(st.integers(1, 500), st.integers(1, 120))
def test_a_thinned_curve_is_short_and_ends_where_the_curve_ends(count: int, most: int) -> None:
    curve = Curve(steps=tuple(range(1, count + 1)), loss=(2.0,) * count, lr=(0.1,) * (count - 1) + (0.7,))
    short = thinned(curve, most=most)
    assert 1 <= len(short.steps) <= most
    assert (short.steps[-1], short.lr[-1]) == (count, 0.7)
    assert set(short.loss) == {2.0}


def test_a_gap_stays_a_gap() -> None:
    short = thinned(Curve(steps=(1, 2, 3, 4), loss=(1.0, math.nan, 1.0, 3.0), lr=(0.1,) * 4), most=2)
    assert math.isnan(short.loss[0])
    assert short.loss[1] == 2.0


def test_what_is_too_large_for_a_curve_is_infinite() -> None:
    back = unpacked(strip([Strand(points=0, measurements=1, numbers=[10, 1e200, math.nan])]))
    assert back[0] == 10.0
    assert math.isinf(back[1])
    assert math.isnan(back[2])
