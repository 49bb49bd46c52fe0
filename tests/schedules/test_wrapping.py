"""Wrappers: a climb before, bounds around, one schedule after another."""

import json
import math
from typing import Any

import pytest

from awarelr.core import AwareSettings, Reading, Situation
from awarelr.core.decision import Action
from awarelr.errors import SettingError
from awarelr.schedules import (
    Aware,
    Bounded,
    Chain,
    ConditionBased,
    Constant,
    Cosine,
    Exponential,
    RatioBased,
    ReduceOnPlateau,
    Stage,
    Step,
    Warmup,
    saved,
    simulate,
)

SEQUENCE = Chain((Stage(Constant(), steps=3, factor=0.1), Stage(Exponential(gamma=0.9))))


def test_a_sequence_runs_through_its_stages() -> None:
    lrs = [each.lr_before for each in simulate(SEQUENCE, 1.0, 6)]
    assert lrs == pytest.approx([0.1, 0.1, 0.1, 1.0, 0.9, 0.81])
    assert simulate(SEQUENCE, 1.0, 3)[-1].sentence == "constant: 0.1; stage 2 of 2, exponential, begins at 1"


@pytest.mark.parametrize("cut", range(21))
def test_resumed_at_any_step_a_sequence_goes_on_as_if_never_stopped(cut: int) -> None:
    uninterrupted = [each.lr_before for each in simulate(SEQUENCE, 1.0, 21)]
    state = SEQUENCE.init(1.0)
    for t in range(1, cut + 1):
        state, _ = SEQUENCE.step(state, Reading(t=t))
    state = saved.load(SEQUENCE, json.loads(json.dumps(saved.save(SEQUENCE, state))))
    resumed = []
    for t in range(cut + 1, 22):
        resumed.append(state.written_lr)
        state, _ = SEQUENCE.step(state, Reading(t=t))
    assert resumed == uninterrupted[cut:]


def test_the_climb_reaches_the_inner_lr_and_the_inner_schedule_counts_from_there() -> None:
    decisions = simulate(Warmup(Cosine(total_steps=4), steps=2, start_factor=0.0), 1.0, 7)
    assert [each.lr_before for each in decisions] == pytest.approx([0.0, 0.5, 1.0, 0.8536, 0.5, 0.1464, 0.0], abs=1e-4)
    assert decisions[0].situation is Situation.WARMING_UP
    assert decisions[0].sentence == "warm-up, step 1 of 2: 0.5 on the way to 1"


def test_losses_of_the_climb_do_not_reach_a_plateau_rule() -> None:
    losses = [9.0, 9.0, 9.0, 5.0, 5.0]
    lrs = [each.written_lr for each in simulate(Warmup(ReduceOnPlateau(patience=0), steps=3), 1.0, losses)]
    assert lrs == pytest.approx([0.4, 0.7, 1.0, 1.0, 0.1])


def test_a_climb_asks_for_snapshots_only_where_the_inner_schedule_will_be_in_charge() -> None:
    warmup = Warmup(Aware(), steps=5)
    state = warmup.init(0.1)
    inner = Aware().init(0.1)
    assert [warmup.snapshot_due(state, ahead) for ahead in range(60)] == [False, False, True, True, True] + [
        Aware().snapshot_due(inner, ahead) for ahead in range(55)
    ]


def test_a_sequence_asks_for_snapshots_of_the_stage_that_will_be_in_charge() -> None:
    chain = Chain((Stage(Constant(), steps=5), Stage(Aware(), steps=30), Stage(Constant())))
    state = chain.init(0.1)
    inner = Aware().init(0.1)
    expected = [Aware().snapshot_due(inner, ahead) for ahead in range(30)]
    assert [chain.snapshot_due(state, ahead) for ahead in range(60)] == (
        [False, False, True, True, True] + expected + [False] * 25
    )


def test_bounds_hold_and_say_so() -> None:
    decisions = simulate(Bounded(Step(every=1, gamma=0.1), lr_min=0.05), 1.0, 3)
    assert [each.written_lr for each in decisions] == pytest.approx([0.1, 0.05, 0.05])
    assert decisions[1].sentence.endswith("0.01 was wanted, the floor of 0.05 leaves 0.05")
    assert decisions[1].evidence["lr_wanted"] == pytest.approx(0.01)


def test_a_change_is_spread_over_steps() -> None:
    bounded = Bounded(ReduceOnPlateau(patience=0), max_change=2.0)
    lrs = [each.written_lr for each in simulate(bounded, 1.0, [2.0, 2.0, 1.0, 0.9, 0.8, 0.7])]
    assert lrs == pytest.approx([1.0, 0.5, 0.25, 0.125, 0.1, 0.1])


def test_a_verdict_may_move_the_lr_at_once() -> None:
    rising = [1.0 + 0.1 * t for t in range(20)]
    decisions = simulate(Bounded(ConditionBased(), max_change=1.1), 1.0, rising)
    verdict = next(each for each in decisions if each.situation is Situation.DIVERGED)
    assert verdict.written_lr == pytest.approx(0.3 * verdict.lr_before)


def test_a_rollback_inside_bounds_keeps_its_action() -> None:
    bounded = Bounded(Aware(), lr_max=1.0, max_change=1.1)
    losses = [1.0] * 30 + [math.nan] * 2
    assert simulate(bounded, 0.1, losses)[-2].action & Action.RESTORE


@pytest.mark.parametrize(
    "outer",
    [
        Bounded(Warmup(RatioBased(window=1), steps=2, start_factor=1.0), lr_max=0.2),
        Bounded(Chain((Stage(Constant(), steps=2), Stage(RatioBased(window=1)))), lr_max=0.2),
        Bounded(Bounded(RatioBased(window=1), lr_max=10.0), lr_max=0.2),
    ],
)
def test_a_bound_reaches_through_other_wrappers(outer: Bounded) -> None:
    losses = [4.0**t for t in range(12)] + [1.0, 1.0, 1.0]
    assert simulate(outer, 0.1, losses)[-1].written_lr < 0.2


def test_a_stage_that_refuses_the_lr_found_starts_from_the_lr_given() -> None:
    chain = Chain((Stage(Constant(), steps=2), Stage(Bounded(Constant(), lr_max=1.0))))
    readings = [Reading(t=1, lr_found=50.0), Reading(t=2), Reading(t=3)]
    assert [each.written_lr for each in simulate(chain, 0.1, readings)] == [50.0, 0.1, 0.1]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Warmup(Constant, steps=0), "(?s)inner must be a schedule.*steps must be a whole number from 1"),  # type: ignore[arg-type]
        (lambda: Bounded(Constant(), lr_min=1.0, lr_max=0.5), "lr_max must be above lr_min"),
        (lambda: Bounded(Constant(), max_change=1.0), "max_change must be a number above 1"),
        (lambda: Chain(()), "stages must be a tuple of at least one Stage"),
        (lambda: Chain((Constant(),)), "must be a Stage"),  # type: ignore[arg-type]
        (lambda: Chain((Stage(Constant()), Stage(Constant()))), r"stages\[0\].steps must be a number of steps"),
        (lambda: Chain((Stage(Constant(), steps=0, factor=0.0),)), r"(?s)stages\[0\].steps.*stages\[0\].factor"),
        (lambda: Bounded(Constant(), lr_max=0.5).init(1.0), "lr must be within lr_min and lr_max"),
        (
            lambda: Chain((Stage(Constant(), steps=1), Stage(Bounded(Constant(), lr_max=0.5)))).init(1.0),
            "lr must be within",
        ),
        (lambda: Warmup(Aware(settings=AwareSettings(max_lr=0.5)), steps=3).init(1.0), "max_lr"),
    ],
)
def test_a_faulty_wrapper_is_refused_in_words(make: Any, words: str) -> None:
    with pytest.raises(SettingError, match=words):
        make()
