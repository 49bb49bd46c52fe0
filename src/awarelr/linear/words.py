"""What is said to the user when columns, sweeps or weights are in trouble."""

import numpy as np

from awarelr.linear.arrays import Array
from awarelr.linear.columns import Columns
from awarelr.linear.examples import Examples
from awarelr.linear.geometry import Unevenness
from awarelr.linear.moments import Moments
from awarelr.linear.trainer import Trainer

__all__ = ["about_columns", "about_overflow", "about_sweeps", "about_width"]


def about_columns(uneven: Unevenness, names: "Array | None", columns: Columns) -> str:
    """Name the worst column and the way out.

    Args:
        uneven: what was found.
        names: names of the columns, None if they have none.
        columns: says whether they are scaled and centred inside.
    """
    column = _name(uneven.worst, names)
    if uneven.shifted:
        return _about_shifted(column, uneven.ratio, columns)
    if uneven.beside_intercept:
        what = f"the typical column is {uneven.ratio:.3g} times as wide as the 1 that the intercept stands on"
    else:
        what = f"column {column} is {uneven.ratio:.3g} times as wide as the typical one"
    if not columns.plain:
        cure = "They are scaled inside and the weights come back in your units"
    else:
        cure = "Plain steps will hardly move; precondition=True scales them inside"
    return (
        f"Unscaled features: {what}. {cure}; sklearn.preprocessing.StandardScaler in front makes the scaling "
        f"visible, and the penalty fair to every column."
    )


def _about_shifted(column: str, ratio: float, columns: Columns) -> str:
    """Say that columns far from 0 are not centred, and what would centre them."""
    settings = {"precondition=True": columns.plain, "fit_intercept=True": not columns.centred}
    needed = " with ".join(name for name, missing in settings.items() if missing)
    beside = "the intercept" if columns.centred else "other columns as far away or constant"
    provided = "" if columns.centred else ", for a target that is centred as well"
    return (
        f"Uncentred features: column {column} lies {ratio:.3g} times its own width away from 0. Steps hardly tell it "
        f"from {beside}, and the fit may end far above the least loss. {needed} centres the columns inside; "
        f"sklearn.preprocessing.StandardScaler in front does so too{provided}."
    )


def about_overflow(trainer: Trainer, examples: Examples, names: "Array | None", eta0: float) -> str:
    """Name the column with the largest entries among those whose weights overflowed, and the way out."""
    theta = trainer.theta[:-1]
    bad = ~np.isfinite(theta.reshape(len(theta), -1)).all(axis=1)
    moments = Moments(len(theta))
    moments.add(examples.rows, None)
    largest = moments.largest
    scaled = trainer.geometry.scale is not None
    remedy = "Use" if scaled else "Scale it with sklearn.preprocessing.StandardScaler, use precondition=True,"
    worst = int(np.where(bad, largest, -1.0).argmax()) if bad.any() else int(largest.argmax())
    return (
        f"Weights overflowed, or are about to, under schedule {trainer.schedule.name!r} at eta0={eta0:g}; the column "
        f"with the largest entries among them is {_name(worst, names)} (up to {largest[worst]:.3g}). {remedy} "
        f"a lower eta0, Bounded around the schedule, or schedule='aware', which undoes the damage."
    )


def about_sweeps(max_iter: int, tol: float) -> str:
    """Say that ``max_iter`` came first."""
    return (
        f"max_iter={max_iter} sweeps were made before the loss settled to within tol={tol:g}. "
        f"Raise max_iter, or tol if the fit is good enough."
    )


def about_width(known: int, found: int) -> str:
    """Say that a fit cannot go on with rows of another width."""
    return f"X must have {known} columns to go on from the last fit, got {found}. Use warm_start=False to start anew."


def _name(column: int, names: "Array | None") -> str:
    return str(column) if names is None else repr(str(names[column]))
