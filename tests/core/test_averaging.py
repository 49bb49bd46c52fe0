"""Over how many steps weights are averaged."""

import pytest

from awarelr.core.averaging import averaging_window, refresh_share, usual_window
from awarelr.core.signals import NO_EVIDENCE
from awarelr.core.state import PathEvidence


def evidence(value: float) -> PathEvidence:
    """Return a path whose medium horizon has found about ``value`` at each of twenty readings."""
    medium = NO_EVIDENCE
    for place in range(20):
        medium = medium.add(value + (0.1 if place % 2 else -0.1), 1e9)
    return PathEvidence(medium=medium)


@pytest.mark.parametrize(("clock", "window"), [(1, 6.0), (120, 6.0), (1000, 50.0)])
def test_the_usual_window_is_a_twentieth_of_the_run(clock: int, window: float) -> None:
    assert usual_window(clock) == window
    assert averaging_window(clock, PathEvidence()) == window


def test_where_steps_overshoot_the_average_is_as_long_as_usual() -> None:
    assert averaging_window(1000, evidence(-0.3)) == 50.0


def test_the_surer_the_path_leads_downhill_the_shorter_is_the_average() -> None:
    windows = [averaging_window(1000, evidence(value)) for value in (0.0, 0.01, 0.1, 0.5)]
    assert windows == sorted(windows, reverse=True)
    assert windows[-1] < 3.0
    assert averaging_window(7, evidence(0.5)) == 1.0


@pytest.mark.parametrize(
    ("window", "waiting", "share"),
    [(1.0, 1, 1.0), (6.0, 1, 1.0 / 6.0), (48.0, 2, 0.0), (160.0, 3, 0.0), (2.0, 2, 0.75)],
)
def test_a_refresh_stands_for_the_steps_that_waited(window: float, waiting: int, share: float) -> None:
    assert refresh_share(window, waiting) == pytest.approx(share)
    assert refresh_share(48.0, 3) == pytest.approx(1.0 - (47.0 / 48.0) ** 3)
    assert refresh_share(1e5, 4) == pytest.approx(1.0 - (1.0 - 1e-5) ** 4)
