"""What is kept of a cell: the whole of a result file."""

import math
from dataclasses import dataclass
from typing import final

from awarelr.benchmark.cells import Cell
from awarelr.benchmark.curve import Curve, Evaluation
from awarelr.benchmark.machine import Machine

__all__ = ["FORMAT", "Fault", "Record"]

FORMAT = 1
"""Number of the file format; another one is another version's."""

_STILL = 1e-9
_EMPTY = Curve()


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why a cell has no result.

    Args:
        words: what was raised, or how its process ended, in one line.
        trace: the traceback; empty where there is none.
    """

    words: str
    trace: str = ""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The result of one cell and how it came about; a cell that failed has one too, and counts as the worst.

    Args:
        format: number of the file format.
        key: digest of everything that the result depends on.
        cell: what was run.
        steps: steps that were run; with a fault, that should have been.
        lr: the LR that the baseline was given.
        evaluations: the task's measure before step 1, on the way and after the last step; empty with a fault.
        curve: training loss and LR.
        final_lr: LR in force at the end.
        seconds: wall time of the steps.
        building: wall time of building the task, in seconds.
        measuring: wall time of the measurements, in seconds.
        peak_memory: most memory held by the process, in bytes; None where the system does not tell.
        versions: versions of Python and of the packages that the cell runs on.
        digests: digest of every module of awarelr that the cell runs.
        machine: what it ran on.
        finished: when, UTC, ISO 8601.
        notices: warnings that came up during the run, at most ten.
        fault: why there is no result, or None if there is one.
    """

    format: int = FORMAT
    key: str
    cell: Cell
    steps: int
    lr: float
    evaluations: tuple[Evaluation, ...] = ()
    curve: Curve = _EMPTY
    final_lr: float = math.nan
    seconds: float = 0.0
    building: float = 0.0
    measuring: float = 0.0
    peak_memory: int | None = None
    versions: dict[str, str]
    digests: dict[str, str]
    machine: Machine
    finished: str
    notices: tuple[str, ...] = ()
    fault: Fault | None = None

    @property
    def last(self) -> float:
        """The final measure with the weights in place; NaN if there is none."""
        return self.evaluations[-1].last if self.evaluations else math.nan

    @property
    def averaged(self) -> float:
        """The final measure with the averaged weights; NaN if there is none."""
        return self.evaluations[-1].averaged if self.evaluations else math.nan

    @property
    def diverged(self) -> bool:
        """Whether the run has no finite result with the weights in place."""
        return not math.isfinite(self.last)

    @property
    def dead(self) -> bool:
        """Whether the run ended where it began: nothing moved."""
        if not self.evaluations or not math.isfinite(self.evaluations[0].last):
            return False
        return math.isclose(self.last, self.evaluations[0].last, rel_tol=_STILL)
