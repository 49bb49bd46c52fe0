"""An excursion that ends by itself is a habit's; four of them of late, and one more is nothing new."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awarelr.core.signals import NO_HABIT, Habit


def habit_of(losses: str | list[bool]) -> Habit:
    """Return the habit of losses that are off (1) or not (0)."""
    habit = NO_HABIT
    for each in losses:
        habit = habit.add(off=each in {"1", True})
    return habit


def test_a_run_counts_once_it_has_ended_by_itself() -> None:
    assert habit_of("011").excursions == 0.0
    assert habit_of("011").run == 2
    assert habit_of("0110") == Habit(excursions=1.0)


def test_while_the_level_is_young_a_run_is_counted_and_no_excursion() -> None:
    off = NO_HABIT.add(off=True, young=True)
    assert off.run == 1
    assert off.add(off=False, young=True) == NO_HABIT


def test_a_rollback_ends_a_run_and_counts_it_only_if_the_data_were_to_blame() -> None:
    off = habit_of("11")
    assert off.ended(harmless=True) == Habit(excursions=1.0)
    assert off.ended(harmless=False) == NO_HABIT


def test_four_excursions_of_late_make_the_next_usual_and_a_longer_run_is_waited_for() -> None:
    thrice = habit_of(3 * "10")
    assert (thrice.usual, thrice.patience) == (False, 2)
    often = habit_of(4 * "10")
    assert (often.usual, often.patience) == (True, 10)


@pytest.mark.parametrize("apart", [5, 10, 20])
def test_one_in_twenty_is_usual(apart: int) -> None:
    assert habit_of(40 * ("1" + (apart - 1) * "0")).usual


def test_one_in_fifty_is_an_accident() -> None:
    assert not habit_of(40 * ("1" + 49 * "0")).usual


@given(st.lists(st.booleans(), max_size=60))
def test_no_more_excursions_than_runs(off: list[bool]) -> None:
    habit = habit_of(off)
    runs = sum(now and not before for before, now in pairwise([False, *off]))
    assert 0.0 <= habit.excursions <= runs
    assert habit.run <= len(off)
