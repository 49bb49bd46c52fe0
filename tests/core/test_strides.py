"""Steps beside the weights that they move."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awarelr.core import Observation
from awarelr.core.situations import lowering, raising, turning
from awarelr.core.strides import room_beside, share_of


@pytest.mark.parametrize(
    ("first", "size", "share"),
    [
        (10.0, 5.0, 0.1),
        (10.0, 40.0, 0.025),  # parameters that began small
        (10.0, None, 0.1),
        (10.0, math.nan, 0.1),
        (0.0, 40.0, 0.0),  # a linear model's first step is longer than nothing
        (None, 40.0, 0.0),
    ],
)
def test_a_stride_is_a_share_of_the_larger_norm(first: float | None, size: float | None, share: float) -> None:
    assert share_of(1.0, first, size) == pytest.approx(share)


def test_a_stride_that_was_not_measured_is_no_share() -> None:
    assert share_of(None, 10.0, 10.0) == 0.0


@given(st.floats(0.0, 1e300), st.floats(0.0, 1e300))
def test_the_longer_the_stride_the_less_room_but_always_some(one: float, other: float) -> None:
    short, long = sorted((one, other))
    assert 1.0 >= room_beside(short, 0.03) >= room_beside(long, 0.03) > 0.0
    assert room_beside(long, math.inf) == 1.0


@pytest.mark.parametrize(
    ("examine", "z_long", "z_medium"), [(raising, 5.0, 5.0), (lowering, -5.0, -5.0), (turning, -5.0, 5.0)]
)
@pytest.mark.parametrize("room", [1.0, 0.5, 1e-6])
def test_steering_by_the_path_knows_the_room(examine: Any, z_long: float, z_medium: float, room: float) -> None:
    facts: dict[str, Any] = {"z_long": z_long, "z_medium": z_medium, "room": room}
    diagnosis = examine.examine(Observation(t=20, clock=20, lr=0.1, repeat_window=20.0, **facts))
    assert diagnosis.room == diagnosis.evidence["room"] == room


def test_a_path_that_is_straight_has_all_the_room() -> None:
    """Guards a case of a user's (N6): a quadratic whose every step takes a tenth of the weights, and rightly."""
    facts: dict[str, Any] = {"z_long": 5.0, "room": 0.1, "stride_share": 0.06}
    for agreement, room in ((0.85, 0.1), (0.86, 1.0)):
        observation = Observation(t=20, clock=20, lr=0.1, repeat_window=20.0, agreement=agreement, **facts)
        diagnosis = raising.examine(observation)
        assert diagnosis is not None
        assert diagnosis.room == room
        assert ("slowly" in diagnosis.sentence) is (room < 1.0)


@pytest.mark.parametrize(("z_long", "words"), [(5.0, ", slowly"), (-5.0, ", not slowly")])
def test_the_sentence_says_how_far_long_steps_go(z_long: float, words: str) -> None:
    for room, said in ((0.51, False), (0.5, True)):
        facts: dict[str, Any] = {"z_long": z_long, "room": room, "stride_share": 0.25}
        observation = Observation(t=20, clock=20, lr=0.1, repeat_window=20.0, **facts)
        diagnosis = raising.examine(observation) or lowering.examine(observation)
        assert (f"{words}: the latest steps moved 25.0% of the weights" in diagnosis.sentence) is said
