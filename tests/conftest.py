"""What every test shares: the Hypothesis profiles, a Ctrl-C that works, and a browser."""

import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from tests.browser import Browser

# A run in the background of a shell ignores Ctrl-C, and so would every process that a test starts and interrupts.
signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples on every machine and every run, so that a failure is the change's and never the day's; no deadline,
# since the machine may be busy. `make test-slow` takes `thorough`: new examples every time, many of them.
settings.register_profile("ci", derandomize=True, deadline=None, max_examples=100, print_blob=True)
settings.register_profile(
    "thorough",
    deadline=None,
    max_examples=2_000,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci")


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Yield a headless Chromium, one for all tests marked ``browser``; without one they are skipped."""
    pytest.importorskip("selenium")
    from tests.browser import Browser, start  # noqa: PLC0415 - an extra's package, for these tests only

    driver = start()
    try:
        yield Browser(driver)
    finally:
        driver.quit()
