"""Curves in characters: on a log axis, within their box, whatever the values."""

import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from awarelr.render.chart import Curve, chart


def text(values: list[float], width: int = 30, height: int = 8, steps: int = 20) -> list[str]:
    lines = chart([Curve(values=values, style="x")], width=width, height=height, steps=steps, ascii_only=True)
    return ["".join(piece.text for piece in line) for line in lines]


@given(
    curves=st.lists(st.lists(st.floats(), max_size=50), max_size=4),
    width=st.integers(20, 90),
    height=st.integers(4, 20),
    steps=st.integers(1, 60),
    ascii_only=st.booleans(),
)
def test_whatever_the_values_every_line_fits_the_box(
    *, curves: list[list[float]], width: int, height: int, steps: int, ascii_only: bool
) -> None:
    drawn = [Curve(values=values, style="x") for values in curves]
    lines = chart(drawn, width=width, height=height, steps=steps, ascii_only=ascii_only)
    assert len(lines) == height
    assert {sum(len(piece.text) for piece in line) for line in lines} == {width}


def test_a_power_law_is_a_straight_line_on_the_log_axis() -> None:
    rows = [line[8:] for line in text([10.0**-step for step in range(20)], steps=20)][:-1]
    firsts = [len(row) - len(row.lstrip()) for row in rows]
    gaps = [later - sooner for sooner, later in pairwise(firsts)]
    assert max(gaps) - min(gaps) <= 2


def test_values_that_no_log_axis_has_are_left_out() -> None:
    clean = text([1.0, 2.0, 3.0, 2.0])
    assert text([1.0, 2.0, 3.0, 2.0, math.nan, math.inf, 0.0, -1.0]) == clean


def test_the_axis_names_round_values_and_both_ends_of_the_steps() -> None:
    lines = text([10.0 ** (step / 5 - 3) for step in range(20)])
    labels = [line[:6].strip() for line in lines[:-1] if line[:6].strip()]
    assert labels == ["1", "0.1", "0.01"]
    assert lines[-1].split() == ["1", "20"]


def test_a_flat_curve_lies_in_the_middle() -> None:
    drawn = [bool(line[8:].strip()) for line in text([5.0] * 20)[:-1]]
    assert [row for row, is_drawn in enumerate(drawn) if is_drawn] == [3]


def test_a_later_curve_lies_on_top() -> None:
    same = [1.0, 2.0, 3.0]
    lines = chart([Curve(values=same, style="under"), Curve(values=same, style="over")], width=30, height=8, steps=3)
    assert {piece.style for line in lines for piece in line} == {"", "over"}


def test_marks_tell_curves_apart_without_colour() -> None:
    falling, rising = [10.0**-step for step in range(40)], [10.0 ** (step - 40) for step in range(40)]
    curves = [Curve(values=falling, style="x", mark="f"), Curve(values=rising, style="x", mark="r")]
    lines = chart(curves, width=60, height=12, steps=40)
    assert {sum(len(piece.text) for piece in line) for line in lines} == {60}
    rows = ["".join(piece.text for piece in line)[8:] for line in lines[:-1]]
    places = {mark: [(row.index(mark), y) for y, row in enumerate(rows) if mark in row] for mark in "fr"}
    assert len(places["f"]) >= 3
    assert len(places["r"]) >= 3
    assert places["f"] == sorted(places["f"])
    assert places["r"] == sorted(places["r"], reverse=True)
