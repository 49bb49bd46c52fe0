"""What a run warns of is overheard."""

import logging
import warnings

from awarelr.benchmark.notices import overheard


def test_warnings_of_both_kinds_are_collected_and_counted() -> None:
    log = logging.getLogger("awarelr")
    with overheard() as notices:
        for _ in range(3):
            log.warning("rolled\nback")
        log.info("not this")
        warnings.warn("odd", stacklevel=1)
        log.error("failed", exc_info=ValueError("why"))
    assert notices == ["3 x rolled back", "failed (ValueError: why)", "UserWarning: odd"]


def test_a_flood_is_cut_off() -> None:
    with overheard() as notices:
        for number in range(100):
            logging.getLogger("awarelr").warning("number %d", number)
    assert len(notices) == 10


def test_the_log_is_left_as_it_was() -> None:
    log = logging.getLogger("awarelr")
    before = log.handlers[:], log.propagate
    with overheard():
        pass
    assert (log.handlers[:], log.propagate) == before
