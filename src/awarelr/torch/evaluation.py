"""Evaluations: other weights in place of the model's for a block, the averaged or the best ones, and their losses."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import torch
from torch import Tensor

from awarelr.errors import ReadingError, SettingError
from awarelr.torch.averaging import alike, swapped
from awarelr.torch.best import BestValidation
from awarelr.torch.driver import Driver
from awarelr.torch.ranks import alone
from awarelr.torch.statistics import recalibrated

__all__ = ["settle", "validate", "with_averaged", "with_best"]


def validate(driver: Driver, loss: float) -> None:
    """Take in a validation loss, for the next reading; keep the weights now in place if it is the best so far."""
    if driver.in_place == "best":
        driver.notices.validated_within_best()
        return
    driver.validation = loss
    if driver.best is not None:  # no memory for a copy must not end the training
        with driver.notices.surviving("scheduler.validate()", "the best weights are not kept"):
            driver.best.offer(loss, driver.state.t + len(driver.queue))


def settle(driver: Driver, *, last: bool = False) -> None:
    """Look at weights and readings before other weights take their place, or at the ``last``, however few wait."""
    if driver.failed:
        return
    with torch.inference_mode(mode=False), driver.notices.surviving("an evaluation", "it is of the weights in place"):
        if last and driver.training.ranks is None:
            driver.resume_readback(last=True)
        if driver.training.ranks is None and (last or driver.decide_every == 1):  # no rank decides alone
            driver.decide()
        if driver.sensor is not None:
            driver.sensor.settle()
    driver.chronicle.raise_listeners()


@contextmanager
def with_averaged(driver: Driver, loader: Iterable[Any] | None) -> Iterator[bool]:
    """Put the averaged weights in place for the block, once the average has filled; yield whether it has.

    Args:
        driver: whose average and model.
        loader: batches to estimate BatchNorm's running statistics from; None leaves them as they are.
    """
    settle(driver)
    use = _usable(driver)
    pairs = driver.average.pairs() if driver.average is not None and use else []
    statistics = _recalibrated(driver, loader) if use and loader is not None else nullcontext()
    with _swapped(driver, pairs), _told(driver, "averaged" if use else driver.in_place), statistics:
        yield use


def _usable(driver: Driver) -> bool:
    """True if the averaged weights are those of the present training, and the better ones."""
    average = driver.average
    if average is None or driver.failed or not driver.training.as_watched:
        return False
    return average.refilled(driver.state.clock) and alike(average.pairs())


@contextmanager
def with_best(driver: Driver) -> Iterator[BestValidation]:
    """Put the weights at the best validation in place for the block; yield which validation that was.

    Raises:
        SettingError: they are not kept.
        ConflictError: the optimizer has exchanged parameters since, or one has another shape.
        ReadingError: no finite validation loss was handed over.
    """
    if driver.best is None:
        message = (
            "keep_best must be True for best(), got False. Build the scheduler without keep_best=False, or evaluate "
            "within scheduler.averaged()."
        )
        raise SettingError(message)
    validation = driver.best.validation
    if validation is None:
        message = (
            "best() needs a finite validation loss, got none so far. Hand one over with scheduler.validate(val_loss), "
            "within scheduler.averaged() or without, or evaluate within scheduler.averaged()."
        )
        raise ReadingError(message)
    if not (driver.training.as_watched and alike(driver.best.pairs())):
        raise driver.training.exchanged()
    settle(driver)
    with _swapped(driver, driver.best.pairs()), _told(driver, "best"):
        yield validation


@contextmanager
def _swapped(driver: Driver, pairs: list[tuple[Tensor, Tensor]]) -> Iterator[None]:
    """Put other values into parameters for the block, where a sharded model will see them."""
    driver.training.reshard()
    try:
        with swapped(pairs):
            yield
    finally:
        driver.training.reshard()


@contextmanager
def _recalibrated(driver: Driver, loader: Iterable[Any]) -> Iterator[None]:
    """Estimate BatchNorm's running statistics for the block; say so where that cannot be done."""
    model = driver.training.model
    if model is None:
        driver.notices.no_statistics(model=False)
        yield
        return
    with recalibrated(alone(model), loader, driver.frozen.names) as estimated:
        if not estimated:
            driver.notices.no_statistics(model=True)
        yield


@contextmanager
def _told(driver: Driver, in_place: "str | None") -> Iterator[None]:
    """Tell the driver for the block which weights are in place."""
    before, driver.in_place = driver.in_place, in_place
    try:
        yield
    finally:
        driver.in_place = before
