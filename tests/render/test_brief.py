"""The line fits a terminal; the paragraph says what happened, where it is now, why, and what to do."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from awarelr.core import Decision, Horizons, Reading
from awarelr.core.diagnosis import Situation
from awarelr.render import Story
from awarelr.render.brief import line_of
from awarelr.render.facts import Facts
from awarelr.schedules import Aware, Exponential, Schedule

Decided = Callable[[str], list[tuple[Reading, Decision]]]
RUNS = ["drift", "far_too_high", "full_batch", "known_budget", "non_finite", "synthetic_a", "synthetic_b"]


def story_at(pairs: list[tuple[Reading, Decision]], end: int | None = None) -> Story:
    story = Story()
    for reading, decision in pairs[:end]:
        story.add(reading, decision)
    return story


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=\.) (?=[A-Z])", text)


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("end", [5, 40, None])
def test_a_paragraph_has_three_to_six_sentences_and_a_line_120_characters(
    decided: Decided, name: str, end: int | None
) -> None:
    story = story_at(decided(name), end)
    assert 3 <= len(sentences(story.text("paragraph"))) <= 6
    assert len(story.text("line")) <= 120


def test_a_paragraph_says_what_happened_where_it_is_why_and_what_to_do(decided: Decided) -> None:
    happened, on_the_way, now, why, advice = sentences(story_at(decided("far_too_high")).text("paragraph"))
    assert happened.startswith("In 300 steps the learning rate went from 0.3 to 0.0693")
    assert on_the_way == "On the way: damage of our own making 2 x; 25 steps undone."
    assert now.startswith("Now, at step 300: oscillating")
    assert why.startswith("The learning rate has stood near 0.0693 for 156 steps, because the latest steps overshot")
    assert advice == "Nothing needs doing."


def test_while_it_moves_the_reason_of_the_movement_is_given(decided: Decided) -> None:
    text = story_at(decided("synthetic_a"), 20).text("paragraph")
    assert re.search(r"Since step \d+ it (rose|fell) from .* because the long path (still pointed|pointed back)", text)


def watched(schedule: Schedule[Any], steps: int) -> Story:
    """Return the story of a falling loss under somebody else's halving rate, watched by a schedule."""
    story, state = Story(), schedule.init(0.1)
    for t in range(1, steps + 1):
        alignment = Horizons(short=0.5, medium=0.5, long=0.5)
        reading = Reading(
            t=t, loss=1.0 / t, grad_norm=1.0, alignment=alignment, gain=0.01, lr_found=0.1 * 0.5 ** (t / 50)
        )
        state, decision = schedule.step(state, reading)
        story.add(reading, decision)
    return story


def test_where_somebody_else_decides_advice_is_told_and_no_path_of_ours() -> None:
    story = watched(Aware().watching(), 200)
    assert story.text("line", acted=False).startswith("Step 200 (observed only): raising")
    overall, advice, *_ = sentences(story.text("paragraph", acted=False))
    assert overall.startswith("In 200 steps the learning rate in use went from 0.0")
    assert re.fullmatch(r"AwareLR would have raised it at 19\d of 200 steps\.", advice)
    observed, overall, first, *_ = story.text(acted=False).splitlines()
    assert observed == "Observed only: each decision starts from the rate in use, and none was written."
    assert "The learning rate in use went from 0.0" in overall
    assert "AwareLR would have left it alone" in first
    assert "fell" not in story.text(acted=False).replace("The loss fell", "")


def test_a_formula_that_writes_nothing_is_told_in_the_conditional() -> None:
    schedule = Exponential(gamma=0.99)
    story, state = Story(), schedule.init(0.3)
    for t in range(1, 101):
        reading = Reading(t=t, loss=1.0)
        state, decision = schedule.step(state, reading)
        story.add(reading, decision)
    assert story.text("paragraph", acted=False).startswith("In 100 steps the learning rate would have gone from 0.3")
    assert "Since step 1 it would have fallen from 0.3" in story.text("paragraph", acted=False)
    observed, overall, *_ = story.text(acted=False).splitlines()
    assert observed == "Observed only: the rates told here were decided, never written."
    assert "The learning rate would have gone from 0.3" in overall


# -- what to do -------------------------------------------------------------------------------------------------------


def advice(readings: list[Reading]) -> str:
    schedule, story = Aware(), Story()
    state = schedule.init(0.1)
    for reading in readings:
        state, decision = schedule.step(state, reading)
        story.add(reading, decision)
    return sentences(story.text("paragraph"))[-1]


HALF = Horizons(short=0.5, medium=0.5, long=0.5)
FALLING = [Reading(t=t, loss=2.0 / t, grad_norm=1.0, alignment=HALF) for t in range(1, 31)]


@pytest.mark.parametrize(
    ("readings", "words"),
    [
        (FALLING, "Nothing needs doing."),
        (FALLING[:3], "Nothing needs doing yet: a few readings more"),
        ([replace(each, loss=None) for each in FALLING], "Hand the loss to step(loss)"),
        ([Reading(t=t, loss=1.0) for t in range(1, 31)], "Call observe()"),
        ([replace(each, lr_found=0.3 if each.t % 9 == 0 else None) for each in FALLING], "Find who else writes"),
        ([replace(each, loss=float("nan") if each.t % 9 == 0 else 1.0) for each in FALLING], "Look for NaN"),
        (
            [replace(each, validation={5: 0.9, 10: 0.5, 20: 0.8}.get(each.t)) for each in FALLING],
            "Keep the weights of step 9",
        ),
    ],
)
def test_the_one_thing_most_worth_doing_is_said(readings: list[Reading], words: str) -> None:
    assert advice(readings).startswith(words)


def test_damage_again_and_again_asks_for_a_bound(decided: Decided) -> None:
    story = story_at(decided("far_too_high"))
    story.facts.ours = 3
    assert "Damage came 3 times: set max_lr to 0.407 or so" in story.text("paragraph")


def test_every_situation_has_a_paragraph_and_a_line() -> None:
    for situation in Situation:
        story = Story()
        for t in range(1, 4):
            story.add(
                Reading(t=t, loss=1.0),
                Decision(
                    t=t,
                    clock=t,
                    lr_before=0.1,
                    lr=0.1,
                    written_lr=0.1,
                    situation=situation,
                    evidence={},
                    sentence="it is so",
                ),
            )
        assert 3 <= len(sentences(story.text("paragraph"))) <= 6, situation


@pytest.mark.parametrize(("first", "last"), [(1e300, 5e-324), (5e-324, 1e300), (0.0, 1e-3), (1e-3, 0.0)])
def test_rates_too_far_apart_for_a_ratio_are_told_without_one(first: float, last: float) -> None:
    """Guards against a division by 0 in the line of a run whose rate left the numbers that have a ratio."""
    assert "than at first" not in line_of(Facts(last=1, lr_first=first, lr=last))
