"""The high-water mark of the memory shows what was held."""

import sys

import pytest

from awarelr.benchmark.memory import forget_peak, peak


def test_memory_that_was_held_shows() -> None:
    before = peak()
    if before is None:
        pytest.skip("this system does not tell")
    held = bytearray(64 << 20)
    held[::4096] = b"x" * len(held[::4096])
    after = peak()
    del held
    assert after is not None
    assert after >= before


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can forget")
def test_the_high_water_mark_starts_afresh() -> None:
    held = bytearray(64 << 20)
    held[::4096] = b"x" * len(held[::4096])
    high = peak()
    del held
    forget_peak()
    low = peak()
    assert high is not None
    assert low is not None
    assert low < high
