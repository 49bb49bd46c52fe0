"""Each situation speaks exactly when its rule holds, in the order of precedence, and proves itself by its evidence."""

import math
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from importlib import import_module
from typing import Any, cast

import pytest

from awarelr.core import Diagnosis, Observation, Situation
from awarelr.core.situations import SITUATIONS, diagnose, lowering
from awarelr.core.statistics import usable

PLAIN = Observation(t=100, clock=100, lr=0.1, repeat_window=20.0, loss=1.0, grad_norm=1.0, evidence_count=10.0)
"""A reading at which nothing is the matter; the long path says nothing, which counts as lowering by nothing."""

RENAMED = {"since_last": "since_non_finite"}
"""Evidence that goes by another name than the observation's field."""

TURNED_BY_NOISE: dict[str, Any] = {
    "z_long": 2.1,
    "z_short": -1.1,
    "slow_count": 31,
    "stride_share": 0.0099,
    "gain": 0.59,
    "scatter": 1.0,
}
SOLVED: dict[str, Any] = {"z_long": 2.0, "slow_count": 31, "descent": 5.0, "descent_error": 1.0, "gain": 0.004}
STANDING = {
    "slow_count": 31,
    "z_trend": 0.0,
    "z_short": -1.1,
    "z_medium": -4.0,
    "stall_lr": 0.1,
    "stall_age": 3.0,
    "stall_error": 0.1,
}
"""A loss that stands still while steps overshoot, since the LR was 0.1."""

# What makes each situation speak, with the pressure it puts on the LR.
SPEAKS: list[tuple[Situation, dict[str, Any], float]] = [
    (Situation.OVERSTEPPED, {"clock": 2, "moved_steps": 1, "moved_share": 0.181}, 0.0),
    (Situation.OVERSTEPPED, {"clock": 7, "moved_steps": 6, "moved_share": 0.181}, 0.0),
    (Situation.OVERSTEPPED, {"clock": 3, "moved_steps": 2, "moved_share": 0.61, "long_stride": 0.1}, 0.0),
    (Situation.OVERSTEPPED, {"clock": 2, "moved_steps": 1, "moved_share": 5.0, "finite": False, "loss": math.nan}, 0.0),
    (Situation.NON_FINITE, {"finite": False, "loss": math.nan}, 0.0),
    (Situation.NON_FINITE, {"finite": False, "loss": None, "grad_norm": math.inf}, 0.0),
    (Situation.NON_FINITE, {"finite": False, "loss": -math.inf, "since_non_finite": 19}, 0.0),
    (
        Situation.DRIFTED,
        {"level": 1.0, "level_count": 11, "losses_since": 3, "rise": 2.0, "margin": 1.0, "reach": 0.33},
        0,
    ),
    (
        Situation.DRIFTED,
        {"probe_left": 0, "probe_mean": 2.5, "probe_least": 2.5, "level": 1.0, "level_count": 1, "margin": 1.0},
        0.0,
    ),
    (Situation.PROBING, {"probe_left": 1}, 0.0),
    (
        Situation.PROBING,
        {"probe_left": 0, "probe_mean": 2.0, "probe_least": 2.0, "level": 1.0, "level_count": 1, "margin": 1.0},
        0.0,
    ),
    (Situation.PROBING, {"probe_left": 0, "probe_mean": 9.0, "probe_least": 9.0, "level_count": 0}, 0.0),
    (Situation.PROBING, {"probe_left": 0, "probe_mean": None, "probe_least": None, "level_count": 5}, 0.0),
    (Situation.DIVERGED, {"level_count": 11, "losses_since": 3, "rise": 2.0, "margin": 1.0, "reach": 0.34}, 0.0),
    (Situation.DIVERGED, {"level_count": 1, "losses_since": 3, "rise": 2.0, "margin": 1.0, "reach": None}, 0.0),
    (
        Situation.DIVERGED,
        {"level_count": 1, "losses_since": 10, "rise": 2.0, "margin": 1.0, "run": 10, "patience": 10, "since_leap": 3},
        0.0,
    ),
    (Situation.OVERRIDDEN, {"lr_found": 0.01, "overrides": 1}, 0.0),
    (Situation.OVERRIDDEN, {"lr_found": 0.0, "overrides": 2}, 0.0),
    (Situation.OVERRIDDEN, {"lr_found": math.nan, "overrides": 1}, 0.0),
    (Situation.OVERRIDDEN, {"lr_found": None, "overrides": 3}, 0.0),
    (Situation.LEAPT, {"leapt": 0, "crest": 0.1, "level": 0.2, "margin": 0.1}, 0.0),
    (Situation.LEAPT, {"leapt": 3, "crest": 0.1, "level": 0.2, "margin": 0.1}, 0.0),
    (Situation.LEAPT, {"leapt": 3, "crest": 0.1, "grad_norm": None}, 0.0),
    (Situation.FINISHED, {"beyond_budget": 1}, 0.0),
    (Situation.HOLDING, {"hold": 1}, 0.0),
    (Situation.DEAD, {"still": 20, "grad_norm": 0.0}, 0.0),
    (Situation.DEAD, {"still": 20, "grad_norm": 1e-3}, 1.0),
    (Situation.DEAD, {"still": 25, "grad_norm": None}, 0.0),
    (Situation.OVERHEATED, {"heat_count": 13, "z_heat": 2.0, "lr_change": 0.06}, -math.tanh(1.0)),
    (Situation.OVERHEATED, {"heat_count": 13, "z_heat": 2.0, "lr_change": 1400.0}, -math.tanh(1.0)),
    (
        Situation.OVERHEATED,
        {"heat_count": 13, "z_heat": 2.0, "lr_change": 0.06, "z_short": 9.0, "z_medium": -0.1},
        -math.tanh(1.0),
    ),
    (Situation.ALTERNATING, {**STANDING, "lr": 0.0099, "stall_fall": 0.2}, 0.0),
    (Situation.ALTERNATING, {**STANDING, "lr": 0.0099, "stall_fall": -0.2}, 0.0),
    (Situation.STALLED, {**STANDING, "lr": 0.0101, "stall_fall": 0.2}, -math.tanh(1.0)),
    (Situation.STALLED, {"slow_count": 31, "z_trend": -0.9, "z_short": -1.1, "z_medium": -4.0}, -math.tanh(1.0)),
    (
        Situation.STALLED,
        {"slow_count": 31, "z_trend": 0.0, "z_short": -1.1, "z_medium": -2.1, "z_long": -6.0},
        -math.tanh(3.0),
    ),
    (Situation.OSCILLATING, {"z_long": 0.1, "z_short": -1.1}, 0.0),
    (Situation.OSCILLATING, {**TURNED_BY_NOISE, "z_long": 2.0}, 0.0),
    (Situation.OSCILLATING, {**TURNED_BY_NOISE, "slow_count": 30}, 0.0),
    (Situation.OSCILLATING, {**TURNED_BY_NOISE, "stride_share": 0.01}, 0.0),
    (Situation.OSCILLATING, {**TURNED_BY_NOISE, "stride_share": 0.0}, 0.0),
    (Situation.OSCILLATING, {**TURNED_BY_NOISE, "gain": 0.6}, 0.0),
    (Situation.OSCILLATING, {**TURNED_BY_NOISE, "gain": -0.1}, 0.0),
    (
        Situation.WORTHLESS,
        {"z_long": 2.0, "slow_count": 31, "descent": 5.0, "descent_error": 1.0, "gain": 0.004},
        0.0,
    ),
    (Situation.WORTHLESS, {**SOLVED, "z_trend": -2.9}, 0.0),
    (Situation.WORTHLESS, {**SOLVED, "scatter": 0.0005}, 0.0),
    (Situation.TURNING, {"z_long": -2.0, "z_medium": 0.1}, -math.tanh(1.0)),
    (Situation.TURNING, {"z_long": -2.0, "z_medium": -1.0, "z_short": 1.1}, -math.tanh(1.0)),
    (Situation.WARMING_UP, {"evidence_count": 2.9}, 0.0),
    (Situation.RAISING, {"z_long": 2.0}, math.tanh(1.0)),
    (Situation.LOWERING, {"z_long": -2.0}, -math.tanh(1.0)),
    (Situation.LOWERING, {}, 0.0),
]

DAMAGED = {"level_count": 11, "losses_since": 3, "rise": 2.0, "margin": 1.0}
DOWNHILL = {"z_short": 2.1, "z_medium": 2.1, "z_long": 2.1, "gain_now": 0.1, "agreement": 0.26, "taken_in": True}

# Just short of each rule: the situation must not be the named one.
SILENT: list[tuple[Situation, dict[str, Any]]] = [
    (Situation.OVERSTEPPED, {"clock": 2, "moved_steps": 1, "moved_share": 0.18}),
    (Situation.OVERSTEPPED, {"clock": 8, "moved_steps": 7, "moved_share": 5.0}),
    (Situation.OVERSTEPPED, {"clock": 205, "moved_steps": 5, "moved_share": 5.0}),
    (Situation.OVERSTEPPED, {"clock": 1, "moved_steps": 0, "moved_share": 5.0}),
    (Situation.OVERSTEPPED, {"clock": 2, "moved_steps": 1, "moved_share": 5.0, "long_stride": math.inf}),
    (Situation.LEAPT, {"leapt": None, "level": 0.2, "margin": 0.1}),
    (Situation.LEAPT, {"leapt": 10, "level": 0.2, "margin": 0.1}),
    (Situation.LEAPT, {"leapt": 0, "loss": None, "level": 0.2, "margin": 0.1}),
    (Situation.LEAPT, {"leapt": 0, "level": 0.2, "margin": 0.8}),
    (Situation.NON_FINITE, {"loss": None, "grad_norm": None}),
    (Situation.DRIFTED, {"level_count": 10, "losses_since": 3, "rise": 2.0, "margin": 1.0, "reach": 0.1}),
    (Situation.DRIFTED, {"level_count": 11, "losses_since": 1, "rise": 2.0, "margin": 1.0, "reach": 0.1}),
    (Situation.DRIFTED, {"level_count": 11, "losses_since": 3, "rise": 1.0, "margin": 1.0, "reach": 0.01}),
    (Situation.DRIFTED, {"level_count": 11, "losses_since": 3, "rise": 2.0, "margin": 1.0, "reach": None}),
    (Situation.DRIFTED, {"level_count": 11, "losses_since": 3, "rise": 2.0, "margin": 1.0, "reach": 0.34}),
    (Situation.DRIFTED, {"probe_left": 1, "probe_mean": 9.0, "probe_least": 9.0, "level_count": 5}),
    (Situation.DRIFTED, {"probe_left": 0, "probe_mean": 9.0, "probe_least": 9.0, "level_count": 0}),
    (Situation.DRIFTED, {"probe_left": 0, "probe_mean": None, "probe_least": None, "level_count": 5}),
    (
        Situation.DRIFTED,
        {"probe_left": 0, "probe_mean": 2.0, "probe_least": 2.0, "level": 1.0, "level_count": 5, "margin": 1.0},
    ),
    (
        Situation.DRIFTED,
        {"probe_left": 0, "probe_mean": 9.0, "probe_least": 2.0, "level": 1.0, "level_count": 5, "margin": 1.0},
    ),
    (Situation.DRIFTED, {**DAMAGED, "reach": 1.0, **DOWNHILL, "z_short": 2.0}),
    (Situation.DRIFTED, {**DAMAGED, "reach": 1.0, **DOWNHILL, "gain_now": 0.0}),
    (Situation.DRIFTED, {**DAMAGED, "reach": 1.0, **DOWNHILL, "agreement": 0.25}),
    (Situation.DRIFTED, {**DAMAGED, "reach": 1.0, **DOWNHILL, "since_leap": 3}),
    (Situation.DRIFTED, {**DAMAGED, "reach": 1.0, **DOWNHILL, "taken_in": False}),
    (Situation.DRIFTED, {**DAMAGED, "level_count": 10, "reach": 0.1, **DOWNHILL}),
    (Situation.PROBING, {"probe_left": None}),
    (Situation.DIVERGED, {"level_count": 0, "losses_since": 3, "rise": 2.0, "margin": 1.0}),
    (Situation.DIVERGED, {"level_count": 5, "losses_since": 1, "rise": 2.0, "margin": 1.0}),
    (Situation.DIVERGED, {"level_count": 5, "losses_since": 3, "rise": 1.0, "margin": 1.0}),
    (Situation.DIVERGED, {"level_count": 5, "losses_since": 3, "rise": 2.0, "margin": 1.0, "reach": 0.1}),
    (Situation.DIVERGED, {"level_count": 5, "losses_since": 3, "rise": 2.0, "margin": 1.0, "run": 9, "patience": 10}),
    (Situation.OVERRIDDEN, {"lr_found": None, "overrides": 2}),
    (Situation.FINISHED, {"beyond_budget": 0}),
    (Situation.HOLDING, {"hold": 0}),
    (Situation.DEAD, {"still": 19}),
    (Situation.OVERHEATED, {"heat_count": 12, "z_heat": 2.0, "lr_change": 0.06}),
    (Situation.OVERHEATED, {"heat_count": 13, "z_heat": 1.0, "lr_change": 0.06}),
    (Situation.OVERHEATED, {"heat_count": 13, "z_heat": 2.0, "lr_change": 0.05}),
    (Situation.OVERHEATED, {"heat_count": 13, "z_heat": 2.0, "lr_change": 0.06, "z_short": 0.1, "z_medium": 0.1}),
    (Situation.ALTERNATING, {**STANDING, "lr": 0.0101}),
    (Situation.ALTERNATING, {**STANDING, "lr": 0.0099, "stall_age": 2.9}),
    (Situation.ALTERNATING, {**STANDING, "lr": 0.0099, "stall_fall": 0.21}),
    (Situation.ALTERNATING, {**STANDING, "lr": 0.0099, "stall_fall": -0.21}),
    (Situation.STALLED, {"slow_count": 31, "z_short": -1.1, "z_medium": -4.0, "z_long": 2.0}),
    (Situation.ALTERNATING, {**STANDING, "lr": 0.0099, "z_medium": -2.0}),
    (Situation.ALTERNATING, {**STANDING, "lr": 0.0099, "stall_in_vain": True}),
    (Situation.STALLED, {**STANDING, "stall_in_vain": True}),
    (Situation.STALLED, {"slow_count": 30, "z_short": -1.1, "z_medium": -4.0}),
    (Situation.STALLED, {"slow_count": 31, "z_trend": -1.0, "z_short": -1.1, "z_medium": -4.0}),
    (Situation.STALLED, {"slow_count": 31, "z_short": -1.0, "z_medium": -4.0}),
    (Situation.STALLED, {"slow_count": 31, "z_short": -1.1, "z_medium": -2.0}),
    (Situation.OSCILLATING, {"z_long": 0.1, "z_short": -1.1, "stall_in_vain": True}),
    (Situation.OSCILLATING, {"z_long": 0.0, "z_short": -1.1}),
    (Situation.OSCILLATING, {"z_long": 1.0, "z_short": -1.0}),
    (Situation.OSCILLATING, {"z_long": 1.0, "z_short": -1.1, "z_medium": 0.1}),
    (Situation.OSCILLATING, TURNED_BY_NOISE),
    (Situation.WORTHLESS, {**SOLVED, "z_trend": -3.0}),
    (Situation.WORTHLESS, {**SOLVED, "scatter": 0.00049}),
    (Situation.WORTHLESS, {"z_long": 0.0, "slow_count": 31, "descent": 5.0, "descent_error": 1.0}),
    (Situation.WORTHLESS, {"z_long": 2.0, "slow_count": 30, "descent": 5.0, "descent_error": 1.0}),
    (Situation.WORTHLESS, {"z_long": 2.0, "slow_count": 31, "descent": 4.0, "descent_error": 1.0}),
    (Situation.WORTHLESS, {"z_long": 2.0, "slow_count": 31, "descent": 5.0, "descent_error": 1.0, "gain": 0.005}),
    (Situation.TURNING, {"z_long": 0.0, "z_medium": 1.0}),
    (Situation.TURNING, {"z_long": -2.0, "z_medium": 0.0, "z_short": 1.0}),
    (Situation.WARMING_UP, {"evidence_count": 3.0}),
    (Situation.RAISING, {"z_long": 0.0}),
]

# Where two rules hold the first in precedence is named.
FIRST: list[tuple[Situation, dict[str, Any]]] = [
    (
        Situation.NON_FINITE,
        {"finite": False, "loss": math.nan, "hold": 5, "still": 30, "lr_found": 1.0, "overrides": 1},
    ),
    (Situation.NON_FINITE, {"finite": False, "loss": math.nan, **DAMAGED}),
    (Situation.DRIFTED, {**DAMAGED, "reach": 0.0, "hold": 5, "lr_found": 1.0, "overrides": 1}),
    (Situation.DRIFTED, {**DAMAGED, "reach": None, **DOWNHILL, "hold": 5}),
    (Situation.DRIFTED, {**DAMAGED, "level_count": 10, "reach": 1.0, **DOWNHILL}),
    (Situation.PROBING, {**DAMAGED, "probe_left": 1, "hold": 5}),
    (Situation.DIVERGED, {**DAMAGED, "reach": 1.0, "hold": 5, "lr_found": 1.0, "overrides": 1}),
    (Situation.OVERRIDDEN, {"lr_found": 1.0, "overrides": 1, "hold": 5, "still": 20}),
    (Situation.HOLDING, {"hold": 5, "still": 20, "z_long": 3.0}),
    (Situation.DEAD, {"still": 20, "heat_count": 13, "z_heat": 2.0, "lr_change": 0.1}),
    (
        Situation.OVERHEATED,
        {"heat_count": 31, "z_heat": 2.0, "lr_change": 0.1, "slow_count": 31, "z_short": -2.0, "z_medium": -3.0},
    ),
    (Situation.ALTERNATING, {**STANDING, "lr": 0.005, "z_long": 1.0}),
    (Situation.STALLED, {"slow_count": 31, "z_long": 1.0, "z_short": -2.0, "z_medium": -3.0}),
    (
        Situation.OSCILLATING,
        {"z_long": 1.0, "z_short": -2.0, "slow_count": 31, "descent": 5.0, "descent_error": 1.0},
    ),
    (Situation.WORTHLESS, {"z_long": 1.0, "slow_count": 31, "descent": 5.0, "evidence_count": 0.0}),
    (Situation.TURNING, {"z_long": -1.0, "z_medium": 1.0, "evidence_count": 0.0}),
    (Situation.WARMING_UP, {"z_long": 1.0, "evidence_count": 0.0}),
]


def examine(situation: Situation) -> Callable[[Observation], Diagnosis | None]:
    found: Callable[[Observation], Diagnosis | None] = import_module(
        f"awarelr.core.situations.{situation.name.lower()}"
    ).examine
    return found


def observation_of(situation: Situation, evidence: Mapping[str, float]) -> Observation:
    """Rebuild an observation from the evidence alone; NaN stands for a number that there was not."""
    optional = {each.name for each in fields(Observation) if each.default is None}
    known: dict[str, Any] = {RENAMED.get(name, name): value for name, value in evidence.items()}
    for name in optional & known.keys():
        if math.isnan(known[name]) and not (name == "lr_found" and known["overrides"] < 3):
            known[name] = None
    if situation is Situation.NON_FINITE:
        known["finite"] = False
        assert not all(usable(evidence[name]) for name in ("loss", "grad_norm"))
    return Observation(**{"t": 1, "clock": 1, "lr": 1.0, "repeat_window": 20.0, **known})


@pytest.mark.parametrize(("situation", "facts", "pressure"), SPEAKS)
def test_a_situation_speaks_when_its_rule_holds(situation: Situation, facts: dict[str, Any], pressure: float) -> None:
    diagnosis = diagnose(replace(PLAIN, **facts))
    assert diagnosis.situation is situation
    assert diagnosis.pressure == pytest.approx(pressure)


@pytest.mark.parametrize(("situation", "facts"), SILENT)
def test_a_situation_is_silent_just_short_of_its_rule(situation: Situation, facts: dict[str, Any]) -> None:
    assert examine(situation)(replace(PLAIN, **facts)) is None


@pytest.mark.parametrize(("situation", "facts"), FIRST)
def test_of_two_situations_the_first_in_precedence_is_named(situation: Situation, facts: dict[str, Any]) -> None:
    assert diagnose(replace(PLAIN, **facts)).situation is situation


@pytest.mark.parametrize(("situation", "facts"), [(situation, facts) for situation, facts, _ in SPEAKS])
def test_the_evidence_alone_re_derives_the_verdict(situation: Situation, facts: dict[str, Any]) -> None:
    diagnosis = diagnose(replace(PLAIN, **facts))
    again = examine(situation)(observation_of(situation, diagnosis.evidence))
    assert again is not None
    assert again.situation is situation
    assert again.pressure == diagnosis.pressure
    assert again.sentence.replace("unknown", "nan") == diagnosis.sentence.replace("unknown", "nan")


@pytest.mark.parametrize(("situation", "facts"), [(situation, facts) for situation, facts, _ in SPEAKS])
def test_every_number_that_a_rule_reads_is_in_its_evidence(situation: Situation, facts: dict[str, Any]) -> None:
    read: set[str] = set()

    class Spy:
        def __getattr__(self, name: str) -> object:
            value: object = getattr(observation, name)
            if value is not None and not isinstance(value, bool):
                read.add(name)
            return value

    observation = replace(PLAIN, **facts)
    diagnosis = examine(situation)(cast("Observation", Spy()))
    assert diagnosis is not None
    assert read <= {RENAMED.get(name, name) for name in diagnosis.evidence}


@pytest.mark.parametrize(("situation", "facts"), [(situation, facts) for situation, facts, _ in SPEAKS])
def test_a_sentence_has_words_and_no_final_stop(situation: Situation, facts: dict[str, Any]) -> None:
    sentence = examine(situation)(replace(PLAIN, **facts))
    assert sentence is not None
    assert len(sentence.sentence.split()) > 3
    assert not sentence.sentence.endswith(".")


def test_the_table_of_situations_names_them_in_their_order() -> None:
    doc = import_module("awarelr.core.situations").__doc__
    assert doc is not None
    told = [line.split("|")[1].strip() for line in doc.splitlines() if line.startswith("| ")][1:]
    told = told[: told.index("remark")]
    found = [each.__module__.rsplit(".", 1)[1] for each in (*SITUATIONS, lowering.examine)]
    assert [each.replace("-", "_").replace(" ", "_") for each in told] == found


def test_every_situation_of_the_table_was_made_to_speak() -> None:
    found = {each.__module__.rsplit(".", 1)[1].upper() for each in (*SITUATIONS, lowering.examine)}
    assert {situation.name for situation, _, _ in SPEAKS} == found
    assert {situation.name for situation, _ in SILENT} == found - {"LOWERING"}


def test_a_label_is_plain_words() -> None:
    assert Situation.NOISE_FLOOR.label == "noise floor"
    assert all(each.label in each.name.lower().replace("_", " ") for each in Situation)


WORDS: list[tuple[dict[str, Any], str]] = [
    (
        {"clock": 2, "moved_steps": 1, "moved_share": 0.73},
        "the first step moved 0.73 of the weights' norm; from 0.18 on a start may spoil them",
    ),
    (
        {"clock": 6, "moved_steps": 5, "moved_share": 12.34},
        "the first 5 steps moved 12.3 of the weights' norm; from 0.18 on a start may spoil them",
    ),
    ({"finite": False, "loss": math.nan}, "loss nan, gradient norm 1: one bad reading, no baseline moves"),
    (
        {"finite": False, "loss": None, "grad_norm": math.inf, "since_non_finite": 5},
        "loss unknown, gradient norm inf: the second fault within 5 readings",
    ),
    (
        {"finite": False, "loss": math.nan, "withheld": 4},
        "loss nan, gradient norm 1: the step was left out, and the weights are as they were",
    ),
    (
        {"finite": False, "loss": math.nan, "withheld": 5},
        "loss nan, gradient norm 1: 5 in a row, so that the weights may be to blame",
    ),
    ({"lr_found": 0.01, "overrides": 1}, "somebody else wrote 0.01: it becomes the new starting point"),
    (
        {"lr_found": 0.0, "overrides": 1},
        "somebody else wrote 0, with which nothing can be learned: ours is written again",
    ),
    (
        {"lr_found": 0.01, "overrides": 3},
        "the learning rate was overwritten 3 times: it is left to its other owner",
    ),
    (
        {**DAMAGED, "level": 0.5, "reach": 1.0, **DOWNHILL},
        (
            "the loss rose by 2 above 0.5, of which noise explains 1, while all horizons point downhill (z +2.1 at "
            "least): what is minimised has moved"
        ),
    ),
    (
        {"leapt": 0, "crest": 0.05, "level": 0.2},
        (
            "the gradient is 20 times the largest of late and the loss 1 where 0.2 was usual: a bad batch, "
            "or other data; nothing is learnt from it"
        ),
    ),
    (
        {"leapt": 2, "crest": 0.05, "level": 0.2},
        "the loss is 1 where 0.2 was usual, 2 readings after it leapt: nothing is learnt from it",
    ),
    ({"still": 20, "grad_norm": 0.0}, "no movement over 20 readings: the gradient is zero"),
    ({"still": 20}, "no movement over 20 readings: the steps are too small to change the parameters"),
    ({"still": 20, "grad_norm": None}, "no movement over 20 readings: the gradient was not seen this time"),
    (
        {"heat_count": 13, "z_heat": 2.0, "lr_change": 0.1},
        "the loss rises (heat +2.0) since the learning rate rose by 11%: lower",
    ),
    (
        {**STANDING, "lr": 0.005, "stall_fall": 0.1},
        (
            "20 times shorter steps still overshoot (medium z -4.0) and have changed the loss by -0.1 only, within "
            "its noise of 0.1: kinds of batches take turns, and the learning rate goes back up"
        ),
    ),
    ({"evidence_count": 2.0}, "2 readings of the path so far: too few to judge"),
    (
        {"probe_left": 0, "probe_mean": None, "probe_least": None, "level_count": 5},
        "the snapshot's weights could not be judged by a loss: the damage counts as ours, lower",
    ),
]


@pytest.mark.parametrize(("facts", "words"), WORDS)
def test_a_sentence_says_the_numbers_and_the_consequence(facts: dict[str, Any], words: str) -> None:
    assert diagnose(replace(PLAIN, **facts)).sentence == words
