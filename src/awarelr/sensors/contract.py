"""The contract of every sensor: one flat vector of sums out.

Sums add up: over tensors, over devices, over ranks. A distributed run needs nothing but one packed all-reduce of this
vector between sensor and reading.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import final

from awarelr.core.reading import Horizons, Reading

__all__ = ["BOUNCE_WEIGHT", "Sum", "Windows", "reading_from_sums", "telling_square", "usual_square", "windows_at"]

BOUNCE_WEIGHT = 0.5
"""Weight c of the bounce in the long displacement ``(e_medium - e_long) + c (theta - e_medium)`` (*ours*)."""
_HANDFUL = 100
"""Coordinates up to which vectors and scalars alone are no network (*ours*)."""


@final
class Sum(IntEnum):
    """Position of each sum in the vector; g: gradient, s, m, l: displacement at the short, medium, long horizon."""

    NON_FINITE = 0
    """Count of parts whose squared gradient norm is not finite."""
    GG = 1
    SS = 2
    MM = 3
    LL = 4
    GS = 5
    GM = 6
    GL = 7
    DD = 8
    """Squared distance from the snapshot."""
    LOSS = 9
    """Sum of losses; NaN if there is none."""
    LOSSES = 10
    """Number of losses."""
    SKIPPED = 11
    """Above 0 if a loss scaler made the optimizer skip the step."""
    TT = 12
    """Squared norm of the parameters."""
    COORDINATES = 13
    """Number of coordinates; 0 if nothing was measured."""
    UNGRADED = 14
    """Number of those that have no gradient at all."""
    ZEROED = 15
    """Number of those in tensors whose whole gradient is zero; below 0 if the sensor did not look at this reading."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """Windows of the three averages, in readings."""

    short: float
    medium: float
    long: float


def windows_at(clock: int) -> Windows:
    """Return the windows at a clock, the present reading counted."""
    return Windows(short=4.0, medium=max(6.0, 0.1 * clock), long=max(10.0, float(clock)))


def usual_square(shapes: Iterable[Sequence[int]], *, outputs: int = 0) -> float:
    """Return the squared norm with which matrices and kernels of these shapes begin as a rule: a third of the outputs.

    Vectors and scalars count nothing: a bias begins at zero.

    Args:
        shapes: of all parameters.
        outputs: which axis holds the outputs: the first, as in PyTorch, or -1, as in Flax.

    Source: PyTorch's default, uniform within one over the root of the inputs; its variance is a third of their inverse.
    """
    return sum(shape[outputs] / 3.0 for shape in shapes if len(shape) > 1)


def telling_square(square: float, usual: float, coordinates: float) -> float:
    """Return a squared norm of parameters that says how long a step is; below 0 where none does.

    Those that begin small count as usual ones. Zero stays zero: parameters that begin there grow as they must. Of a
    handful of coordinates without a matrix, such as a fit's, the norm says nothing.

    Args:
        square: their squared norm now.
        usual: what `usual_square` gives for them.
        coordinates: how many they are.
    """
    if not square > 0.0:
        return square
    return -1.0 if usual == 0.0 and coordinates <= _HANDFUL else max(square, usual)


def reading_from_sums(
    sums: Sequence[float],
    *,
    t: int,
    probe: bool = False,
    undone: bool = False,
    set_aside: bool = True,
    validation: float | None = None,
    lr_found: float | None = None,
) -> Reading:
    """Turn a vector of sums into a reading.

    Args:
        sums: one number per member of `Sum`, already rescaled by the sampled share.
        t: number of the reading, from 1.
        probe: True if the optimizer did nothing at this reading.
        undone: True if a rollback has since undone the weights.
        set_aside: False if the parameters of this reading were not set aside.
        validation: validation loss handed over since the last reading.
        lr_found: LR that somebody else wrote since our last write.
    """
    losses = sums[Sum.LOSSES]
    loss = sums[Sum.LOSS] / losses if losses else None
    if probe or undone:
        return Reading(t=t, loss=loss, probe=probe, undone=undone, validation=validation, lr_found=lr_found)
    gg = sums[Sum.GG]
    grad_norm = math.nan if sums[Sum.NON_FINITE] else math.sqrt(gg)
    ss, ll, tt = sums[Sum.SS], sums[Sum.LL], sums[Sum.TT]
    coordinates, zeroed = sums[Sum.COORDINATES], sums[Sum.ZEROED]
    graded = coordinates - sums[Sum.UNGRADED]
    return Reading(
        t=t,
        loss=loss,
        grad_norm=grad_norm,
        alignment=Horizons(
            short=_alignment(sums[Sum.GS], gg, ss),
            medium=_alignment(sums[Sum.GM], gg, sums[Sum.MM]),
            long=_alignment(sums[Sum.GL], gg, ll),
        ),
        gain=-sums[Sum.GL] if 0.0 < ll < math.inf and math.isfinite(sums[Sum.GL]) else None,
        displacement=math.sqrt(sums[Sum.DD]) if sums[Sum.DD] >= 0.0 else math.nan,
        stride=math.sqrt(ss) if ss >= 0.0 and coordinates else None,
        size=math.sqrt(tt) if tt >= 0.0 and coordinates else None,
        ungraded=sums[Sum.UNGRADED] / coordinates if coordinates else None,
        zeroed=zeroed / graded if graded > 0.0 and zeroed >= 0.0 else None,
        set_aside=set_aside,
        validation=validation,
        lr_found=lr_found,
    )


def _alignment(inner: float, gg: float, dd: float) -> float | None:
    if not (0.0 < gg < math.inf and 0.0 < dd < math.inf and math.isfinite(inner)):
        return None
    scale = math.sqrt(gg) * math.sqrt(dd)
    return -inner / scale if scale > 0.0 else None
