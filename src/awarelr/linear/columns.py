"""Which geometry a fit or a stream needs, and when a stream has outgrown the one it has."""

from dataclasses import replace
from typing import Any, final

import numpy as np
from scipy.sparse import issparse

from awarelr.linear.arrays import Array
from awarelr.linear.entries import Entries
from awarelr.linear.geometry import Geometry, Unevenness, measured, unevenness
from awarelr.linear.moments import Moments

__all__ = ["Columns"]

_LONGEST = 100_000
_SHORTEST = 10
_OUTGROWN = 3.0
_OUTGROWN_FEW = 10.0
_CHANGED = 1.25


@final
class Columns:
    """Follows the columns of a stream.

    The units are measured anew each time that the rows seen have doubled, at the latest after 100,000 rows, from the
    rows since the last time: so they follow data whose units drift. In between only a column that has outgrown its
    unit threefold gets a larger one, at once, before it can do damage; all of them get one where rows weigh a hundred
    times more.

    Args:
        columns: number of columns.
        centred: True if an intercept can absorb the centring.
        l2: weight of the L2 penalty.
        plain: True if the geometry will not be used.

    Source: *ours*; growing a unit at once is Ross, Mineiro and Langford's, arXiv 1305.6646.
    """

    def __init__(self, columns: int, *, centred: bool, l2: float, plain: bool = False) -> None:
        """Start with nothing seen."""
        self.centred = centred
        self.l2 = l2
        self.plain = plain
        self.uneven: Unevenness | None = None
        self._judged = self._said = False
        self._columns = columns
        self._gathered = Moments(columns)
        self._entries = Entries(columns)
        self._period = 0
        self._geometry: Geometry | None = None

    def whole(self, rows: Any, weights: "Array | None", *, young: bool = False) -> Geometry:  # noqa: ANN401
        """Return the geometry of rows that are all there is, or with ``young`` the first of many."""
        moments = Moments(self._columns)
        moments.add(rows, weights)
        self._judged = False
        self._judge(moments, rows, enough=not young or moments.rows >= _SHORTEST)
        self._geometry = measured(moments, rows, centred=self.centred, l2=self.l2, young=young)
        self._period = min(moments.rows, _LONGEST)
        return self._geometry

    def more(self, rows: Any, weights: "Array | None") -> "Geometry | None":  # noqa: ANN401 - array or CSR matrix
        """Take in more rows of a stream; return a new geometry, None where the old one still serves."""
        if self._geometry is None:
            first = self.whole(rows, weights, young=True)
            self._period = max(min(rows.shape[0], _LONGEST), _SHORTEST)
            return first
        recent = self._gather(rows, weights)
        if self._gathered.rows + self._entries.rows >= self._period:
            self._gathered.conclude(self._entries)
            self._judge(self._gathered, rows, enough=True)
            new = measured(self._gathered, rows, centred=self.centred, l2=self.l2, young=True)
            self._gathered, self._entries = Moments(self._columns), Entries(self._columns)
            self._period = min(2 * self._period, _LONGEST)
            new = _outweighed(recent, new)
        else:
            new = self._grown(recent, rows, _outweighed(recent, self._geometry))
        if new is self._geometry or not _differs(new, self._geometry):
            return None
        self._geometry = new
        return new

    def _gather(self, rows: Any, weights: "Array | None") -> Moments:  # noqa: ANN401 - as above
        """Take in rows for the next geometry; return their moments, as far as the present one depends on them."""
        recent = Moments(self._columns)
        if not issparse(rows):
            recent.add(rows, weights)
            self._gathered.merge(recent)
            return recent
        self._entries.add(rows, weights)
        look = recent.glance if self._geometry is None or self._geometry.center is None else recent.add
        look(rows, weights)
        return recent

    def is_news(self) -> bool:
        """True once, when uneven columns have been found: it is to be said then, and not again."""
        news = self.uneven is not None and not self._said
        self._said = self._said or news
        return news

    def _judge(self, moments: Moments, rows: Any, *, enough: bool) -> None:  # noqa: ANN401 - as above
        """Tell how uneven the columns are, once, as soon as there are enough rows to say so."""
        if enough and not self._judged:
            self.uneven = unevenness(moments, rows, centred=self.centred, plain=self.plain)
            self._judged = True

    def _grown(self, recent: Moments, rows: Any, old: Geometry) -> Geometry:  # noqa: ANN401
        """Return the geometry with larger units for the columns that need them."""
        if old.scale is None:
            return old
        size, limit = _sizes(recent, rows, old.center)
        size = size * old.unit
        outgrown = np.where(
            np.isinf(old.scale), size > 1e-6 * np.abs(recent.largest) + 1e-150, size > limit * old.scale
        )
        if not outgrown.any():
            return old
        return replace(old, scale=np.where(outgrown, size, old.scale))


def _sizes(recent: Moments, rows: Any, center: "Array | None") -> "tuple[Array, Array | float]":  # noqa: ANN401
    """Return how large the columns are as units go, and which multiple of its unit none may exceed."""
    if issparse(rows) and center is None:
        return recent.largest, 1.0
    size = np.hypot(recent.deviations(), recent.mean - (0.0 if center is None else center))
    limit = _OUTGROWN if recent.rows >= _SHORTEST else _OUTGROWN_FEW
    if not issparse(rows):
        return size, limit
    return np.where(center == 0.0, recent.largest, size), np.where(center == 0.0, 1.0, limit)


def _outweighed(recent: Moments, old: Geometry) -> Geometry:
    """Return the geometry in larger units where the rows weigh so much more than those it was measured on.

    Steps are as long as the rows weigh: after light rows a heavy one would leap. Up to a hundred times the weight is
    left to the schedule, which bears steps so much too long (*ours*).
    """
    unit = float(np.sqrt(recent.weight / max(recent.rows, 1)))
    if old.scale is None or unit <= _OUTGROWN_FEW * old.unit:
        return old
    return replace(old, scale=old.scale * (unit / old.unit), unit=unit)


def _differs(new: Geometry, old: Geometry) -> bool:
    """Tell whether the change is worth new coordinates."""
    if new.scale is None or old.scale is None:
        return True
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        ratio = new.scale / old.scale
        ratio[np.isnan(ratio)] = 1.0
        if ((ratio > _CHANGED) | (ratio < 1.0 / _CHANGED)).any():
            return True
        if new.center is None or old.center is None:
            return new.center is not old.center
        return bool((np.abs(new.center - old.center) * old.unit > (_CHANGED - 1.0) * old.scale).any())
