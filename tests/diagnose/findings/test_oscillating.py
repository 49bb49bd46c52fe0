"""A swing is judged beside the curve's own range."""

import math
from collections.abc import Callable

from awarelr.diagnose import Kind, Report

Diagnosed = Callable[[str], Report]


def test_what_the_first_steps_threw_up_does_not_hide_a_swing(diagnosed: Diagnosed) -> None:
    """Guards against a swing of a third that went unnamed because the third loss had been 1,318."""
    swings = [0.6 + 0.2 * math.sin(step / 6.0) for step in range(300)]
    calm, thrown = (
        diagnosed("loss\n" + "".join(f"{each!r}\n" for each in [*first, *swings])).runs[0].findings
        for first in ([1.0, 0.9, 0.8, 0.7], [1.0, 32.8, 1318.0, 15.1])
    )
    assert Kind.OSCILLATING in [each.kind for each in calm]
    assert Kind.OSCILLATING in [each.kind for each in thrown]
