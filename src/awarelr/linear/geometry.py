"""In which units the columns are stepped: an internal scaling, exactly undone."""

from dataclasses import dataclass
from typing import Any, final

import numpy as np
from scipy.sparse import issparse

from awarelr.linear.arrays import Array
from awarelr.linear.moments import Moments

__all__ = ["PLAIN", "Geometry", "Unevenness", "measured", "unevenness"]

_CONSTANT = 1e-13
"""A spread below this share of the largest entry is rounding: the column is constant."""
_LEAST = 1e-150
"""The square of anything smaller underflows."""
_SETTLED_ROWS = 20
_EVEN = 100.0
"""Columns further apart than this are the classic trap (*ours*)."""


@final
@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Geometry:
    """Columns stepped as if they had been centred and scaled, while weights stay in original units.

    With ``v = scale * w`` the step ``v -= lr * grad_v`` reads ``w -= lr / scale^2 * grad_w``. The objective, the penalty
    included, is unchanged; only the path to its minimum is straighter. Centred columns keep the intercept apart from
    the weights. Rejected: per-coordinate rates that adapt from gradients (they decay by themselves, so two schedulers
    would steer one step), and normalising each row (changes the objective).

    Args:
        center: what is subtracted from each column, shape (columns,); None for nothing.
        scale: unit of each weight, shape (columns,), infinite for a constant column; None for ones.
        unit: unit of the intercept.

    Source: the standard advice to standardise; Ross, Mineiro and Langford, "Normalized online learning", arXiv
    1305.6646, for doing it inside the model and while data arrive.
    """

    center: "Array | None" = None
    scale: "Array | None" = None
    unit: float = 1.0

    def pace(self, weights: Array) -> "Array | None":
        """Return LR factors that broadcast to weights and intercept stacked; None where all are 1."""
        if self.scale is None:
            return None
        with np.errstate(over="ignore", under="ignore"):
            pace = np.append(self.scale, self.unit) ** -2.0
        return pace if weights.ndim == 1 else pace[:, None]

    def offset(self, theta: Array) -> "Array | float":
        """Return what centring takes off each margin: ``center @ weights``, for weights with the intercept last."""
        return 0.0 if self.center is None else self.center @ theta[:-1]

    def factors(self, weights: Array) -> "Array | None":
        """Return units that broadcast to weights and intercept stacked, 0 for a constant column; None where all are 1."""
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
    """

    worst: int
    ratio: float
    shifted: bool


def measured(moments: Moments, rows: Any, *, centred: bool, l2: float) -> Geometry:  # noqa: ANN401 - array or CSR
    """Return the geometry that the moments call for.

    Args:
        moments: of the columns.
        rows: the data; sparse rows are scaled by their largest entry and never centred.
        centred: True if there is an intercept that can absorb the centring.
        l2: weight of the L2 penalty, which adds to the curvature of every column.
    """
    weight = moments.weight / max(moments.rows, 1)
    if issparse(rows):
        spread, center = moments.largest, None
    elif centred:
        trust = moments.rows / (moments.rows + 10.0) if moments.rows < _SETTLED_ROWS else 1.0
        center = moments.mean * trust
        spread = np.hypot(moments.deviations(), moments.mean - center)
    else:
        center = None
        spread = np.hypot(moments.deviations(), moments.mean)
    dead = ~(spread > _CONSTANT * moments.largest + _LEAST)
    scale = np.sqrt(weight) * np.hypot(spread, np.sqrt(l2 / max(weight, 1e-300)))
    scale[dead] = np.inf
    return Geometry(center=center, scale=scale, unit=float(np.sqrt(weight)) or 1.0)


def unevenness(moments: Moments, rows: Any, *, centred: bool) -> "Unevenness | None":  # noqa: ANN401
    """Return the worst column where plain steps would be in trouble, None where they would not."""
    spread = moments.largest if issparse(rows) else moments.deviations()
    alive = spread > _CONSTANT * moments.largest
    if not alive.any():
        return None
    typical = float(np.exp(np.log(spread[alive]).mean()))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = np.where(alive, spread / typical, 1.0)
        offsets = np.where(alive & (not issparse(rows)), np.abs(moments.mean) / spread, 0.0)
    off = np.where(alive, np.abs(np.log(ratios)), 0.0)
    worst = int(off.argmax())
    lowest, highest = float(ratios.min()), float(ratios.max())
    if highest / lowest > _EVEN:
        return Unevenness(worst=worst, ratio=float(ratios[worst]), shifted=False)
    shifted = int(offsets.argmax())
    if centred and offsets[shifted] > _EVEN:
        return Unevenness(worst=shifted, ratio=float(offsets[shifted]), shifted=True)
    return None
