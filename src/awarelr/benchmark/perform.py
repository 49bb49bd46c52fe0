"""From a cell to its record: what a worker does, in whatever process or machine it is."""

import traceback
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import torch

from awarelr.benchmark.baselines import BASELINES
from awarelr.benchmark.cells import Cell
from awarelr.benchmark.course import Conditions, Course, follow
from awarelr.benchmark.damage import DAMAGES
from awarelr.benchmark.identity import Identity, identify
from awarelr.benchmark.machine import this_machine
from awarelr.benchmark.memory import forget_peak, peak
from awarelr.benchmark.notices import overheard
from awarelr.benchmark.record import Fault, Record
from awarelr.benchmark.scale import SCALES
from awarelr.benchmark.tasks import TASKS

__all__ = ["failed", "perform", "utc_now"]


def utc_now() -> str:
    """Return the time, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def perform(cell: Cell, *, now: Callable[[], str] = utc_now) -> Record:
    """Run a cell and return its record; whatever the baseline raises becomes the record's fault.

    Args:
        cell: what to run.
        now: the clock that the record is dated by.
    """
    identity = identify(cell)
    course: Course | Fault
    forget_peak()
    with overheard() as notices:
        try:
            course = _follow(cell, identity)
        except Exception as error:  # noqa: BLE001 - a rival may raise anything; its cell says what, and is the worst
            course = Fault(words=f"{type(error).__name__}: {error}", trace=traceback.format_exc())
    record = replace(_empty(cell, identity, now()), notices=tuple(notices), peak_memory=peak())
    if isinstance(course, Fault):
        return replace(record, fault=course)
    return replace(
        record,
        evaluations=course.evaluations,
        curve=course.curve,
        final_lr=course.final_lr,
        seconds=course.seconds,
        building=course.building,
        measuring=course.measuring,
    )


def failed(cell: Cell, fault: Fault, *, now: Callable[[], str] = utc_now) -> Record:
    """Return the record of a cell that has no result.

    Args:
        cell: what was to be run.
        fault: why there is no result.
        now: the clock that the record is dated by.
    """
    return replace(_empty(cell, identify(cell), now()), fault=fault)


def _follow(cell: Cell, identity: Identity) -> Course:
    torch.set_default_dtype(torch.float32)  # What one run leaves behind in the process must not reach the next.
    task = TASKS[cell.task]
    nominal = SCALES[cell.scale].steps(task.steps)
    return follow(
        replace(task.within(nominal), steps=identity.steps),
        BASELINES[cell.baseline],
        Conditions(
            lr=cell.multiplier * task.lr,
            seed=cell.seed,
            told=identity.told,
            evaluations=identity.evaluations,
            damage=DAMAGES[cell.damage] if cell.damage else None,
        ),
    )


def _empty(cell: Cell, identity: Identity, finished: str) -> Record:
    return Record(
        key=identity.key,
        cell=cell,
        steps=identity.steps,
        lr=cell.multiplier * TASKS[cell.task].lr,
        versions=identity.versions,
        digests=identity.digests,
        machine=this_machine(),
        finished=finished,
    )
