"""Evidence is Student's t of the alignments, with forgetting."""

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awarelr.core.signals import NO_EVIDENCE, Evidence

alignments = st.lists(st.floats(-1.0, 1.0), max_size=40)


def evidence_of(numbers: list[float], window: float) -> Evidence:
    evidence = NO_EVIDENCE
    for number in numbers:
        evidence = evidence.add(number, window)
    return evidence


@given(alignments, st.floats(1.0, 100.0))
def test_it_follows_the_written_sums(numbers: list[float], window: float) -> None:
    keep = 1 - 1 / window
    ages = [keep**age for age in reversed(range(len(numbers)))]
    evidence = evidence_of(numbers, window)
    assert evidence.total == pytest.approx(math.fsum(k * a for k, a in zip(ages, numbers, strict=True)), abs=1e-9)
    assert evidence.squares == pytest.approx(math.fsum(k * a * a for k, a in zip(ages, numbers, strict=True)), abs=1e-9)
    assert evidence.count == pytest.approx(math.fsum(ages), abs=1e-9)


@given(alignments.filter(lambda numbers: len(numbers) >= 3 and statistics.pstdev(numbers) > 1e-3))
def test_without_forgetting_it_is_the_t_statistic(numbers: list[float]) -> None:
    expected = statistics.fmean(numbers) / (statistics.pstdev(numbers) / math.sqrt(len(numbers)))
    assert evidence_of(numbers, math.inf).z == pytest.approx(expected, rel=1e-4, abs=1e-6)


@given(alignments, st.floats(1.0, 100.0))
def test_the_other_direction_has_the_opposite_sign(numbers: list[float], window: float) -> None:
    assert evidence_of([-each for each in numbers], window).z == -evidence_of(numbers, window).z


@given(alignments, st.floats(1.0, 100.0))
def test_it_is_always_a_number(numbers: list[float], window: float) -> None:
    assert math.isfinite(evidence_of(numbers, window).z)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_below_three_readings_it_says_nothing(count: int) -> None:
    assert evidence_of([1.0] * count, 8.0).z == 0.0


def test_from_three_readings_on_it_speaks() -> None:
    assert evidence_of([1.0, 0.9, 1.0], math.inf).z > 10.0
