"""How many rows make a step, and how many steps a reading."""

from typing import Any

from scipy.sparse import issparse

from awarelr.core.schedule import Schedule
from awarelr.linear.arrays import Array
from awarelr.linear.cadence import limit_for
from awarelr.linear.examples import Examples

__all__ = ["BATCH", "rows_a_step", "steps_a_reading"]

BATCH = 64
"""Rows of a step where there are plenty."""
_LEAST_BATCH = 4
_STEPS_A_SWEEP = 25
_READ_EPOCHS = ("plateau", "reduce_on_plateau")
"""Schedules whose patience is meant in epochs."""


def rows_a_step(choice: "int | str", rows: int) -> int:
    """Return the batch size of a fit over ``rows`` rows.

    ``"auto"`` takes a handful of rows whole, and gives small data 25 steps a sweep: batches of 64 would leave iris with
    two.
    """
    if choice != "auto":
        return min(int(choice), rows)
    return rows if rows <= BATCH else min(max(rows // _STEPS_A_SWEEP, _LEAST_BATCH), BATCH)


def steps_a_reading(choice: "int | str", schedule: Schedule[Any], examples: Examples, bounds: Array) -> "int | None":
    """Return the most steps that a reading may stand for; None for one reading a sweep.

    Args:
        choice: ``"auto"``, ``"epoch"`` or a number of steps.
        schedule: what will read.
        examples: the rows at hand.
        bounds: how they are cut into batches.
    """
    if choice == "auto" and schedule.reads_path:
        rows = examples.rows
        return limit_for(
            batch_size=int(bounds[-1] - bounds[-2]),
            columns=rows.shape[1],
            outputs=1 if examples.target.ndim == 1 else examples.target.shape[1],
            entries=rows.nnz / rows.shape[0] if issparse(rows) else None,
            batches=len(bounds) - 1,
        )
    if choice == "epoch" or (choice == "auto" and schedule.name in _READ_EPOCHS):
        return None
    return 1 if choice == "auto" else int(choice)
