"""Other weights in place of the model's for the length of a block: the averaged ones, or the best ones."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from torch import Tensor

from awarelr.errors import ReadingError, SettingError
from awarelr.torch.averaging import recalibrated, swapped
from awarelr.torch.best import BestValidation
from awarelr.torch.driver import Driver
from awarelr.torch.ranks import alone

__all__ = ["with_averaged", "with_best"]


@contextmanager
def with_averaged(driver: Driver, loader: Iterable[Any] | None) -> Iterator[bool]:
    """Put the averaged weights in place for the block, once the average has filled; yield whether it has.

    Args:
        driver: whose average and model.
        loader: batches to estimate BatchNorm's running statistics from; None leaves them as they are.
    """
    average = driver.average
    driver.settle()
    use = average is not None and average.refilled(driver.state.clock) and driver.training.as_watched
    pairs = average.pairs() if average is not None and use else []
    statistics = _recalibrated(driver, loader) if use and loader is not None else nullcontext()
    with _swapped(driver, pairs), _told(driver, best_in_place=driver.best_in_place and not use), statistics:
        yield use


@contextmanager
def with_best(driver: Driver) -> Iterator[BestValidation]:
    """Put the weights at the best validation in place for the block; yield which validation that was.

    Raises:
        SettingError: they are not kept.
        ConflictError: the optimizer has exchanged parameters since.
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
    if not driver.training.as_watched:
        raise driver.training.exchanged()
    driver.settle()
    with _swapped(driver, driver.best.pairs()), _told(driver, best_in_place=True):
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
    with recalibrated(alone(model), loader) as estimated:
        if not estimated:
            driver.notices.no_statistics(model=True)
        yield


@contextmanager
def _told(driver: Driver, *, best_in_place: bool) -> Iterator[None]:
    """Tell the driver for the block whether the best weights are the ones in place."""
    before, driver.best_in_place = driver.best_in_place, best_in_place
    try:
        yield
    finally:
        driver.best_in_place = before
