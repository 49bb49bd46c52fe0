"""What a run was warned of while nobody looked."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["overheard"]

_MOST = 10
_LONGEST = 300


@contextmanager
def overheard() -> Iterator[list[str]]:
    """Collect warnings, Python's and those in awarelr's log, instead of printing them; at most ten different ones.

    Yields:
        The list that they are added to, each in one line, ``"3 x "`` in front of one that came three times.
    """
    heard: dict[str, int] = {}
    notices: list[str] = []
    handler = _Listener(heard)
    log = logging.getLogger("awarelr")
    propagate = log.propagate
    log.addHandler(handler)
    log.propagate = False
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            yield notices
        for warning in caught:
            _count(heard, f"{warning.category.__name__}: {warning.message}")
    finally:
        log.removeHandler(handler)
        log.propagate = propagate
        notices.extend(f"{times} x {words}" if times > 1 else words for words, times in heard.items())


class _Listener(logging.Handler):
    def __init__(self, heard: dict[str, int]) -> None:
        super().__init__(level=logging.WARNING)
        self._heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        cause = record.exc_info[1] if record.exc_info else None
        _count(self._heard, record.getMessage() + (f" ({type(cause).__name__}: {cause})" if cause else ""))


def _count(heard: dict[str, int], words: str) -> None:
    line = " ".join(words.split())[:_LONGEST]
    if line in heard or len(heard) < _MOST:
        heard[line] = heard.get(line, 0) + 1
