"""What every test shares: the Hypothesis profiles, and a Ctrl-C that works."""

import signal

from hypothesis import HealthCheck, settings

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
