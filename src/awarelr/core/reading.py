"""What one training step says: the only input of a decision."""

from dataclasses import dataclass
from typing import final

from awarelr.constraints import settle

__all__ = ["NOTHING_MEASURED", "Horizons", "Reading"]

_HORIZONS = ("short", "medium", "long")
_NUMBERS = (
    *("t", "loss", "grad_norm", "gain", "displacement", "stride", "size"),
    *("ungraded", "zeroed", "validation", "lr_found"),
)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Horizons:
    """One number per horizon; None where it could not be measured.

    Args:
        short: over the last 4 steps or so.
        medium: over the last tenth of the run.
        long: over the run as a whole.
    """

    short: float | None = None
    medium: float | None = None
    long: float | None = None

    def __post_init__(self) -> None:
        """Put Python's own numbers in place of scalars of NumPy's and of a framework's."""
        settle(self, _HORIZONS)


NOTHING_MEASURED = Horizons()


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one optimizer step says about itself. Non-finite and missing values are facts, not errors.

    Args:
        t: number of this reading, from 1; every reading counts.
        loss: mini-batch loss at the parameters before the step; None if the loop gave none.
        grad_norm: norm of the mini-batch gradient at the same parameters; None if not seen.
        alignment: per horizon, minus the cosine between gradient and displacement, in [-1, 1]; 1: the last steps still
            point straight downhill.
        gain: minus the inner product of gradient and long displacement, in units of the loss.
        displacement: distance of the parameters from the snapshot.
        stride: length of the short displacement: some three of the latest steps, if they go the same way.
        size: norm of the parameters; at least the one with which such parameters begin as a rule, unless all are zero;
            None for a handful of coordinates, whose norm says nothing.
        ungraded: share of the parameters that have no gradient at all, in [0, 1]; None if not known.
        zeroed: share, of those with a gradient, in tensors where it is zero as a whole; None if not looked at.
        probe: True if the optimizer did nothing at this reading because the snapshot's own weights were evaluated.
        undone: True if a rollback has since undone the weights that this reading was taken at; it is only counted.
        withheld: True if the optimizer was kept from a step along a gradient that is not finite.
        set_aside: False if the parameters of this reading were not set aside, so that it cannot become the snapshot.
        validation: validation loss handed over since the last reading; None if there was none.
        lr_found: LR that somebody else wrote since our last write; None if ours was still there.

    Source: the measurement of the parameters is this project's own; see ``docs/algorithm.md``.
    """

    t: int
    loss: float | None = None
    grad_norm: float | None = None
    alignment: Horizons = NOTHING_MEASURED
    gain: float | None = None
    displacement: float | None = None
    stride: float | None = None
    size: float | None = None
    ungraded: float | None = None
    zeroed: float | None = None
    probe: bool = False
    undone: bool = False
    withheld: bool = False
    set_aside: bool = True
    validation: float | None = None
    lr_found: float | None = None

    def __post_init__(self) -> None:
        """Put Python's own numbers in place of scalars of NumPy's and of a framework's."""
        settle(self, _NUMBERS)
