"""What torch's users and frameworks expect of any ``LRScheduler``, told from a driver."""

from typing import NoReturn

from torch.optim.lr_scheduler import LRScheduler

from awarelr.torch.copying import unpicklable
from awarelr.torch.driver import Driver

__all__ = ["ExpectedOfLRScheduler"]


class ExpectedOfLRScheduler(LRScheduler):
    """An ``LRScheduler`` by type and by the names that frameworks read; its constructor, which steps, is not called."""

    _driver: Driver
    _step_count = 0
    """Accelerate adds to it at micro-batches; nothing here reads it."""

    @property
    def base_lrs(self) -> list[float]:  # type: ignore[override]
        """LR given at the start, for each parameter group."""
        return list(self._driver.rates.base_lrs)

    @property
    def last_epoch(self) -> int:  # type: ignore[override]
        """Optimizer steps counted so far, under the name that torch users know."""
        return int(self._driver.state.t)

    def get_last_lr(self) -> list[float]:  # type: ignore[override]
        """Return the LR of each parameter group, to be used by the next step."""
        return self._driver.rates.current()

    def get_lr(self) -> list[float]:  # type: ignore[override]
        """Return the same as `get_last_lr`."""
        return self.get_last_lr()

    def __getstate__(self) -> NoReturn:
        """Refuse to be pickled: the hook on the optimizer would be lost."""
        raise unpicklable(self)
