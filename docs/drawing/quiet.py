"""Warnings of trainings that are meant to go wrong stay out of the build's output."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["quiet"]


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the warnings of rollbacks silent for the block: the pages tell them.

    Source: *ours*.
    """
    logger = logging.getLogger("awarelr")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
