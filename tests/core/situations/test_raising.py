"""Haste: how fast the LR may rise while steps are too small to matter."""

import math
from typing import Any

import pytest

from awarelr.core import Observation
from awarelr.core.situations import raising

STRAIGHT = {"z_short": 5.0, "z_medium": 5.0, "z_long": 10.0}


def haste(**facts: Any) -> float:
    facts = {"slow_count": 20, **STRAIGHT, **facts}
    diagnosis = raising.examine(Observation(t=20, clock=20, lr=0.1, repeat_window=20.0, **facts))
    assert diagnosis is not None
    return diagnosis.haste


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, 0.0),
        ({"unseen": 2.0}, 0.2),
        ({"unseen": 30.0}, 3.0),  # the settings bound it
        ({"agreement": 0.9}, 0.3),
        ({"unseen": 2.0, "agreement": 0.9}, 0.3),
        ({"unseen": 30.0, "agreement": 0.9}, 3.0),
        ({"unseen": 2.0, "stride_share": 0.01}, 0.2),
        ({"unseen": 2.0, "stride_share": 0.011}, 0.0),  # steps that long matter, whatever shows
        ({"unseen": 2.0, "agreement": 0.9, "stride_share": 0.011}, 0.3),
        ({"agreement": 0.85}, 0.0),
        ({"slow_count": 0}, 0.08),  # without a loss nobody sees
        ({"slow_count": 0, "agreement": 0.9}, 0.3),
    ],
)
def test_steps_that_do_not_show_may_grow_with_haste(facts: dict[str, float], expected: float) -> None:
    assert haste(**facts) == pytest.approx(expected)


GAINING = {"gain": 0.1, "gain_now": 0.11}
ALIKE = {"z_short": 8.0, "z_medium": 8.0}
SURE = {"z_short": 301.0, "z_medium": 301.0, "z_long": 9000.0}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({**SURE, **GAINING}, 0.2),
        ({**SURE, "z_medium": 300.0, **GAINING}, 0.0),
        ({**SURE, "gain": 0.1, "gain_now": 0.1}, 0.0),  # the gradient fades
        ({**SURE, "gain": -0.2, "gain_now": -0.1}, 0.0),
        ({**SURE, "agreement": 0.9, **GAINING}, 0.3),
        ({**SURE, "unseen": 5.0, **GAINING}, 0.5),
    ],
)
def test_steps_that_show_may_grow_quickly_where_there_is_no_noise(facts: dict[str, float], expected: float) -> None:
    """Guards Adam on a few parameters, whose cosine with its own steps stays below 0.85 on the straightest path."""
    assert haste(**facts) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({**ALIKE, **GAINING, "hurry": 0.2}, 0.2),
        ({**ALIKE, **GAINING, "hurry": 0.07}, 0.07),
        ({**ALIKE, **GAINING}, 0.0),
        ({**ALIKE, "z_short": 7.9, **GAINING, "hurry": 0.2}, 0.0),  # the newest steps have begun to turn
        ({**ALIKE, "gain": 0.1, "gain_now": 0.1, "hurry": 0.2}, 0.0),
        ({"z_short": 2.5, "z_medium": 2.5, "z_long": 2.5, **GAINING, "hurry": 0.2}, 0.1),  # half sure, half the haste
    ],
)
def test_a_run_that_is_known_to_be_short_is_hurried(facts: dict[str, float], expected: float) -> None:
    """Guards runs of fifty steps, for which 3 % a step comes too late."""
    assert haste(**facts) == pytest.approx(expected)


@pytest.mark.parametrize(("z_long", "share"), [(0.5, 0.0), (1.0, 0.0), (2.5, 0.5), (4.0, 1.0), (50.0, 1.0)])
def test_weak_evidence_makes_no_haste(z_long: float, share: float) -> None:
    assert haste(unseen=2.0, z_long=z_long) == pytest.approx(0.2 * share)


@pytest.mark.parametrize("facts", [{"z_short": 0.0}, {"z_medium": -0.1}])
def test_all_three_horizons_must_agree(facts: dict[str, float]) -> None:
    """Guards Adam on an equation's residual, where a ramp went on for a decade over a path that had begun to turn."""
    assert haste(unseen=5.0, **facts) == 0.0


def test_the_sentence_says_how_much_longer_steps_could_be() -> None:
    facts: dict[str, Any] = {**STRAIGHT, "unseen": math.log(40.0)}
    diagnosis = raising.examine(Observation(t=20, clock=20, lr=0.1, repeat_window=20.0, slow_count=20, **facts))
    assert diagnosis is not None
    assert diagnosis.sentence.endswith("steps could be 40 times longer before their gain shows in the loss")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"z_short": 4.0, "z_medium": 4.0}, 0.3),
        ({"z_short": 2.5, "z_medium": 9.0}, 0.15),
        ({"z_short": 9.0, "z_medium": 2.5}, 0.15),
        ({"z_short": 1.0, "z_medium": 9.0}, 0.0),
        ({"z_short": 9.0, "z_medium": 9.0, "z_long": 2.5}, 0.15),
        ({"z_short": 2.5, "z_medium": 2.5, "agreement": 0.9}, 0.3),
    ],
)
def test_where_the_scatter_is_our_own_a_sure_direction_is_a_straight_path(
    facts: dict[str, float], expected: float
) -> None:
    """Guards a ramp of 500 readings on a logistic stream, whose batches all had one loss at zero weights."""
    assert haste(unseen=0.0, scatter_ours=True, **facts) == pytest.approx(expected)
