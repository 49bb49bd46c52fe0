"""The scheduler's warnings, shown where the demo wants them."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import final

__all__ = ["warnings_to"]


@final
class _Handler(logging.Handler):
    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        self._tell(record.getMessage())


@contextmanager
def warnings_to(tell: Callable[[str], None]) -> Iterator[None]:
    """Hand every warning of awarelr to ``tell`` within the block, and to nobody else."""
    logger = logging.getLogger("awarelr")
    handler, before = _Handler(tell), logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = before
