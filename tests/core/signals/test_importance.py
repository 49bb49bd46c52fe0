"""Where a few values are a hundred times the others, each counts as its size; everywhere else all count alike."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awarelr.core.signals import NO_IMPORTANCE, Importance


def importance_of(sizes: list[float]) -> Importance:
    importance = NO_IMPORTANCE
    for size in sizes:
        importance = importance.add(size)
    return importance


def rare(share: float, times: float, count: int = 300) -> list[float]:
    draw = random.Random(0)
    return [times if draw.random() < share else 1.0 for _ in range(count)]


@pytest.mark.parametrize("share", [0.03, 0.05, 0.1])
def test_rare_values_a_hundred_times_the_others_count_as_their_size(share: float) -> None:
    importance = importance_of(rare(share, 100.0))
    assert importance.of(1.0) == pytest.approx(1.0 / importance.size)
    assert importance.of(1.0) < 0.5
    assert importance.of(100.0) == pytest.approx(min(100.0 / importance.size, 10.0))


@pytest.mark.parametrize(
    "sizes",
    [
        [math.exp(random.Random(each).gauss(0.0, 0.5)) for each in range(200)],
        [0.9**each for each in range(200)],
        [1.0] * 100 + [3.0**each for each in range(20)],
        [1.0] * 100 + [1000.0] + [1.0] * 20,
        [0.0] * 100,
    ],
    ids=["noise", "steep fall", "growth of our own making", "a single leap", "nothing"],
)
def test_elsewhere_all_count_alike(sizes: list[float]) -> None:
    importance = NO_IMPORTANCE
    for size in sizes:
        importance = importance.add(size)
        assert importance.of(size) == 1.0


def test_what_is_known_to_be_unequal_needs_no_proof() -> None:
    assert importance_of([1.0, 3.0]).of(3.0, unequal=True) == 1.5
    assert NO_IMPORTANCE.of(3.0, unequal=True) == 1.0


def test_an_explosion_is_no_measure_for_what_comes_after_it() -> None:
    importance = importance_of([1.0] * 100 + [1e150] + [1.0] * 300)
    assert importance.of(1.0, unequal=True) > 0.5


def test_thirty_values_are_waited_for() -> None:
    sizes = rare(0.2, 100.0, 30)
    assert importance_of(sizes).of(1.0) == 1.0
    assert importance_of(sizes + sizes).of(1.0) < 1.0


@given(st.lists(st.floats(0.0, 1e150), max_size=60))
def test_it_is_a_number_of_at_most_ten(sizes: list[float]) -> None:
    importance = importance_of(sizes)
    for unequal in (False, True):
        assert all(0.0 <= importance.of(size, unequal=unequal) <= 10.0 for size in sizes)
