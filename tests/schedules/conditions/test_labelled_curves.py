"""Measured on labelled curves, ConB names the right condition in time and raises next to no false alarm."""

import pytest
from tests.schedules.curves import development, set_aside
from tests.schedules.curves.measure import Measure, measured


def _said(measure: Measure) -> str:
    return f"right {measure.right:.3f}, false alarms {measure.false:.3f}; {measure.missed}; {measure.alarmed}"


@pytest.mark.slow
def test_on_the_curves_it_was_developed_on() -> None:
    measure = measured(make(seed) for make in development.GENERATORS for seed in development.SEEDS)
    assert measure.curves == 120
    assert measure.right >= 0.95, _said(measure)
    assert measure.false <= 0.01, _said(measure)


@pytest.mark.slow
def test_on_the_curves_set_aside() -> None:
    measure = measured(make(seed) for make in set_aside.GENERATORS for seed in set_aside.SEEDS)
    assert measure.curves == 120
    assert measure.right >= 0.95, _said(measure)
    assert measure.false <= 0.01, _said(measure)
