"""In which units the columns are stepped: an internal scaling, exactly undone."""

from dataclasses import dataclass, field
from typing import Any, final

import numpy as np
from scipy.sparse import issparse

from awarelr.linear.arrays import Array, Order
from awarelr.linear.moments import Moments

__all__ = ["PLAIN", "Geometry", "Unevenness", "measured", "unevenness"]

_CONSTANT = 1e-13
"""A spread below this share of the largest entry is rounding: the column is constant."""
_ALIKE = 30.0
_LEAST = 1e-150
"""The square of anything smaller underflows."""
_REACH = 3.0
"""Standard deviations that the largest entry of a bell-shaped column lies from its mean, or so."""
_SETTLED_ROWS = 20
_APART = 5.0
"""A sparse column whose mean lies further from 0, in its own widths, is centred (*ours*, decision 0073)."""
_FAR = 10.0
"""Columns whose means lie further from 0, in their own widths, look all the same unless centred (*ours*, likewise)."""
_EVEN = 100.0
"""Columns further apart than this are the classic trap (*ours*)."""


@final
@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Geometry:
    """Columns stepped as if they had been centred and scaled, while weights stay in original units.

    With ``v = scale * w`` the step ``v -= lr * grad_v`` reads ``w -= lr / scale^2 * grad_w``. The objective, penalty
    included, is unchanged; only the path to its minimum is straighter. Centred columns keep the intercept apart from
    the weights. Rejected: per-coordinate rates that adapt from gradients (they decay by themselves, so two schedulers
    would steer one step), and normalising each row (changes the objective).

    Args:
        center: what is subtracted from each column, shape (columns,); None for nothing.
        moved: numbers of the columns that have a center other than 0; the default is all of them.
        scale: unit of each weight, shape (columns,), infinite for a constant column; None for ones.
        unit: unit of the intercept.

    Source: the standard advice to standardise; Ross, Mineiro and Langford, "Normalized online learning", arXiv
    1305.6646, for doing it inside the model and while data arrive.
    """

    center: "Array | None" = None
    moved: "Order | slice" = field(default_factory=lambda: slice(None))
    scale: "Array | None" = None
    unit: float = 1.0

    def pace(self, weights: Array) -> "Array | None":
        """Return LR factors that broadcast to weights and intercept stacked; None where all are 1."""
        if self.scale is None:
            return None
        with np.errstate(over="ignore", under="ignore"):
            pace = np.append(self.scale, self.unit) ** -2.0
        return pace if weights.ndim == 1 else pace[:, None]

    def even_pace(self) -> "float | None":
        """Return the LR factor of every column where it is the same for all, None where it is not."""
        if self.scale is None:
            return 1.0
        first = float(self.scale[0])
        return first**-2.0 if (self.scale == first).all() else None

    def offset(self, theta: Array) -> "Array | float":
        """Return what centring takes off each margin: ``center @ weights``, for weights with the intercept last."""
        return 0.0 if self.center is None else self.center[self.moved] @ theta[:-1][self.moved]

    def recenter(self, theta: Array, pace: Array, length: float) -> None:
        """Give back to the weights, in place, what a step along rows as they stand took too much.

        Args:
            theta: weights with the intercept last, shape (columns + 1,).
            pace: what `pace` returns for them.
            length: the LR times the sum of the slopes.
        """
        if self.center is not None:
            theta[:-1][self.moved] += length * pace[:-1][self.moved] * self.center[self.moved]

    def factors(self, weights: Array) -> "Array | None":
        """Return units that broadcast as `pace` does, 0 for a constant column; None where all are 1."""
        if self.scale is None:
            return None
        factors = np.append(self.scale, self.unit)
        factors[np.isinf(factors)] = 0.0
        return factors if weights.ndim == 1 else factors[:, None]


PLAIN = Geometry()
"""``W -= lr * grad_W`` as it stands."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Unevenness:
    """How uneven the columns are.

    Args:
        worst: column that is furthest off.
        ratio: its size over the typical one.
        shifted: True if it is its mean that is off, False if its spread.
        beside_intercept: True if all columns are off, beside the 1 that the intercept stands on.
    """

    worst: int
    ratio: float
    shifted: bool
    beside_intercept: bool = False


def measured(moments: Moments, rows: Any, *, centred: bool, l2: float, young: bool = False) -> Geometry:  # noqa: ANN401 - array or CSR
    """Return the geometry that the moments call for.

    The unit of a dense column is the geometric mean of its standard deviation and a third of its largest deviation: a
    column that is nearly constant but for a few rows would, in standard deviations, step as far as a busy one, on the
    word of those few rows (digits' border pixels: 0.4 points of accuracy). Rejected: the standard deviation, for that;
    the largest deviation, which one outlier makes useless.

    A sparse column is scaled by its largest entry and stays where it is. Only one so far from 0 that steps could not
    tell it from the intercept is centred and scaled as a dense one is; its zeros are never written down for that.

    Args:
        moments: of the columns.
        rows: the data.
        centred: True if there is an intercept that can absorb the centring.
        l2: weight of the L2 penalty, which adds to the curvature of every column.
        young: True if the rows are the first few of many: their mean is trusted only as far as their number goes.
    """
    weight = moments.weight / max(moments.rows, 1)
    trust = moments.rows / (moments.rows + 10.0) if young and moments.rows < _SETTLED_ROWS else 1.0
    center = moments.mean * (trust if centred else 0.0)
    spread = _widths(moments, center)
    moved: Order | slice = slice(None)
    if issparse(rows):
        apart = _apart(moments, center, spread)
        center, spread = np.where(apart, center, 0.0), np.where(apart, spread, _entries(moments.largest, ~apart))
        centred, moved = bool(apart.any()), np.flatnonzero(apart)
    dead = ~(spread > _CONSTANT * moments.largest + _LEAST)
    scale = np.sqrt(weight) * np.hypot(spread, np.sqrt(l2 / max(weight, 1e-300)))
    scale[dead] = np.inf
    return Geometry(center=center if centred else None, moved=moved, scale=scale, unit=float(np.sqrt(weight)) or 1.0)


def _widths(moments: Moments, center: Array) -> Array:
    """Return the width of each column about its center, as `measured` says."""
    spread = np.hypot(moments.deviations(), moments.mean - center)
    reach = np.maximum(moments.high - center, center - moments.low)
    widths: Array = np.sqrt(spread) * np.sqrt(np.maximum(spread, reach / _REACH))
    return widths


def _apart(moments: Moments, center: Array, widths: Array) -> Array:
    """Tell which sparse columns are centred: a constant one can do no harm where it is."""
    alive = widths > _CONSTANT * moments.largest + _LEAST
    apart: Array = alive & (np.abs(center) > _APART * widths) & np.isfinite(center)
    return apart


def _entries(largest: Array, which: Array) -> Array:
    """Return the widths of sparse columns that stay where they are; of the others anything."""
    alive = largest[which & (largest > _LEAST)]
    even = alive.size and alive.max() < _ALIKE * alive.min()
    return np.full_like(largest, alive.max()) if even else largest  # one unit for all steps faster


def unevenness(moments: Moments, rows: Any, *, centred: bool, plain: bool = False) -> "Unevenness | None":  # noqa: ANN401
    """Return the worst column where plain steps would be in trouble, None where they would not.

    Compared are the largest deviations: a column that is nearly constant but for a few rows is harmless. A column far
    from 0 is no trouble where it is centred inside, nor where there is no other beside which it could not be told: the
    intercept, a constant column or a second one far from 0.

    Args:
        moments: of the columns.
        rows: the data.
        centred: True if there is an intercept.
        plain: True if steps will be plain: then columns that are all alike can still starve the intercept, or it them.
    """
    widths = _widths(moments, moments.mean)
    reach = np.maximum(moments.high - moments.mean, moments.mean - moments.low)
    if issparse(rows):
        inside = _apart(moments, moments.mean, widths) & (centred and not plain)
        reach = np.where(inside, reach, moments.largest)
    alive = reach > _CONSTANT * moments.largest + _LEAST
    if not alive.any():
        return None
    if plain or not centred:
        found = _shifted(moments, widths, intercept=centred)
        if found is not None:
            return found
    logs = np.log(reach, where=alive, out=np.zeros_like(reach))
    apart = np.where(alive, logs - np.median(logs[alive]), 0.0)
    if apart.max() - apart.min() > np.log(_EVEN):
        worst = int(np.abs(apart).argmax())
        return Unevenness(worst=worst, ratio=float(np.exp(apart[worst])), shifted=False)
    typical = float(np.median(logs[alive]))
    if centred and plain and abs(typical) > np.log(_EVEN):
        return Unevenness(worst=0, ratio=float(np.exp(typical)), shifted=False, beside_intercept=True)
    return None


def _shifted(moments: Moments, widths: Array, *, intercept: bool) -> "Unevenness | None":
    """Return the column furthest from 0 where it looks the same as the intercept or as another column."""
    constant = ~(widths > _CONSTANT * moments.largest + _LEAST)
    shifts = np.divide(np.abs(moments.mean), widths, out=np.zeros_like(widths), where=~constant)
    others = int(intercept) + int((moments.largest[constant] > _LEAST).any()) + int((shifts > _FAR).sum()) - 1
    worst = int(shifts.argmax())
    if others < 1 or not shifts[worst] > _FAR:
        return None
    return Unevenness(worst=worst, ratio=float(shifts[worst]), shifted=True)
