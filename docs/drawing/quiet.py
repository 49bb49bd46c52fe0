"""Small trainings that are meant to go wrong: without their warnings, and on one thread."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import torch

__all__ = ["quiet"]


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the warnings of rollbacks silent for the block, which the pages tell; use one thread, which is quickest.

    Source: *ours*.
    """
    logger = logging.getLogger("awarelr")
    level, threads = logger.level, torch.get_num_threads()
    logger.setLevel(logging.ERROR)
    torch.set_num_threads(1)
    try:
        yield
    finally:
        logger.setLevel(level)
        torch.set_num_threads(threads)
