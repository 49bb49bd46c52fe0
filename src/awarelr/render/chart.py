"""Curves on a logarithmic axis, drawn in characters; colours are left to whoever prints them.

Rejected: plotext, which takes 0.7 s to import, ships no types and changed its whole interface between two versions.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

__all__ = ["Curve", "Piece", "chart"]

_LABEL = 6
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_BRAILLE = 0x2800
_ASCII = " .':"
_LEAST = 0.3
"""Least span of the axis, a factor of two, so that a flat curve lies in the middle (*ours*)."""
_TICKS = ((1.0,), (1.0, 3.0), (1.0, 2.0, 5.0), (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0))
"""First digits of the values that may be labelled, the roundest first (*ours*)."""
_APART = 12
"""Columns from one mark of a curve to its next (*ours*)."""
_LOWEST = 40
"""One value in so many may lie below the axis (*ours*)."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """One curve, a value a step from step 1; what is no finite number above 0 is left out.

    Args:
        values: the values.
        style: name of the style to print it in.
        mark: character that stands on it here and there, so that it is known without its colour; empty for none.
    """

    values: Sequence[float]
    style: str
    mark: str = ""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A few characters of one style; an empty style is the plain one."""

    text: str
    style: str = ""


def chart(
    curves: Sequence[Curve], *, width: int, height: int, steps: int, ascii_only: bool = False
) -> list[list[Piece]]:
    r"""Draw curves over the steps; later ones lie on top.

    Args:
        curves: the curves.
        width: characters, labels included; at least 20.
        height: lines, the axis of steps included; at least 4.
        steps: steps that the axis spans.
        ascii_only: True where a terminal has no braille characters.

    Returns:
        The lines, each as pieces.

    Example:
        >>> curve = Curve(values=[10.0 ** (step / 10.0) for step in range(24)], style="bold")
        >>> lines = chart([curve], width=24, height=5, steps=24, ascii_only=True)
        >>> print("\n".join("".join(piece.text for piece in line).rstrip() for line in lines))
           100 |            ..:'
               |        ..:''
            10 |    ..:''
               |..:''
               1              24
    """
    columns, rows = width - _LABEL - 2, height - 1
    tracks = [_track(curve.values, columns * 2, steps) for curve in curves]
    low, high = _span([value for track in tracks for value in track if value is not None])
    dots = [[0] * columns for _ in range(rows)]
    styles = [[""] * columns for _ in range(rows)]
    for curve, track in zip(curves, tracks, strict=True):
        _draw(track, curve.style, (low, high), dots, styles)
    marks = _marks(curves, tracks, (low, high), rows)
    labels = _labels(low, high, rows)
    edge = "|" if ascii_only else "┤"
    lines = [
        [
            Piece(text=f"{labels.get(row, ''):>{_LABEL}} {edge}"),
            *_pieces(dots[row], styles[row], marks.get(row, {}), ascii_only=ascii_only),
        ]
        for row in range(rows)
    ]
    return [*lines, [Piece(text=" " * (_LABEL + 1) + f"{1:<{columns - len(str(steps))}} {steps}")]]


def _span(logs: list[float]) -> tuple[float, float]:
    """Return the span of the axis; the lowest hundredths are left out, where a schedule runs towards zero."""
    if not logs:
        return -1.0, 0.0
    low, high = sorted(logs)[len(logs) // _LOWEST], max(logs)
    if high - low < _LEAST:
        return low - _LEAST / 2.0, high + _LEAST / 2.0
    return low, high


def _track(values: Sequence[float], dots: int, steps: int) -> list[float | None]:
    """Return the mean log10 of the values at each column of dots; None where there is none."""
    sums, counts = [0.0] * dots, [0] * dots
    for index, value in enumerate(values[:steps]):
        if 0.0 < value < math.inf:
            at = index * dots // steps
            sums[at] += math.log10(value)
            counts[at] += 1
    return [total / count if count else None for total, count in zip(sums, counts, strict=True)]


def _draw(
    track: list[float | None],
    style: str,
    span: tuple[float, float],
    dots: list[list[int]],
    styles: list[list[str]],
) -> None:
    low, high = span
    most = len(dots) * 4 - 1
    before: int | None = None
    gap = 0
    for x, value in enumerate(track):
        if value is None:
            gap += 1
            continue
        y = min(round((high - value) / (high - low) * most), most)
        reach = y if before is None or gap > len(track) // 10 else before
        for each in range(min(y, reach), max(y, reach) + 1):
            dots[each // 4][x // 2] |= _DOTS[each % 4][x % 2]
            styles[each // 4][x // 2] = style
        before, gap = y, 0


def _labels(low: float, high: float, rows: int) -> dict[int, str]:
    """Return round values by the row that they stand in, at most one in two rows."""
    ticks: list[float] = []
    for digits in _TICKS:
        exponents = range(math.floor(low) - 1, math.ceil(high) + 1)
        found = [math.log10(digit) + exponent for exponent in exponents for digit in digits]
        ticks = [tick for tick in found if low - 0.02 <= tick <= high + 0.02]
        if len(ticks) > 1:
            break
    labels: dict[int, str] = {}
    for tick in sorted(ticks, reverse=True):
        row = min(max(int((high - tick) / (high - low) * rows), 0), rows - 1)
        text = _short(10.0**tick)
        if len(text) <= _LABEL and (not labels or row - max(labels) > 1):
            labels[row] = text
    return labels


def _short(value: float) -> str:
    text = f"{value:.3g}"
    mantissa, e, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}" if e else text


def _marks(
    curves: Sequence[Curve], tracks: list[list[float | None]], span: tuple[float, float], rows: int
) -> dict[int, dict[int, Piece]]:
    """Return the marks by row and column; those of each curve stand between those of the others."""
    low, high = span
    found: dict[int, dict[int, Piece]] = {}
    for index, (curve, track) in enumerate(zip(curves, tracks, strict=True)):
        if not curve.mark:
            continue
        for column in range((2 * index + 1) * _APART // (2 * len(curves)), len(track) // 2, _APART):
            near = range(2 * column, min(2 * (column + _APART), len(track)))
            dot = next((each for each in near if track[each] is not None), None)
            value = None if dot is None else track[dot]
            if dot is not None and value is not None:
                y = min(round((high - value) / (high - low) * (rows * 4 - 1)), rows * 4 - 1)
                found.setdefault(y // 4, {})[dot // 2] = Piece(text=curve.mark, style=curve.style)
    return found


def _pieces(dots: list[int], styles: list[str], marks: dict[int, Piece], *, ascii_only: bool) -> list[Piece]:
    pieces: list[Piece] = []
    text, style = "", ""
    for column, (bits, drawn) in enumerate(zip(dots, styles, strict=True)):
        mark = marks.get(column)
        own = drawn if mark is None else mark.style
        character = _character(bits, ascii_only=ascii_only) if mark is None else mark.text
        if own != style and text:
            pieces.append(Piece(text=text, style=style))
            text = ""
        text, style = text + character, own
    return [*pieces, Piece(text=text, style=style)]


def _character(bits: int, *, ascii_only: bool) -> str:
    if not ascii_only:
        return chr(_BRAILLE + bits) if bits else " "
    upper, lower = bits & 0x1B, bits & 0xE4
    return _ASCII[(2 if upper else 0) + (1 if lower else 0)]
