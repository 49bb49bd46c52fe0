"""A remark speaks exactly when its rule holds, proves itself by its evidence, and moves no LR."""

from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest

from awarelr.core import AwareSettings, Diagnosis, Observation, Reading, Situation, controller
from awarelr.core.situations import REMARKS, diagnose

PLAIN = Observation(
    t=100, clock=100, lr=0.1, repeat_window=20.0, loss=1.0, grad_norm=1.0, evidence_count=10.0, z_long=9.0, z_medium=9.0
)
"""A healthy descent."""
SPIKE = {"spike": 3.0, "spike_z": 21.0, "spike_left": 0.5, "descent": 5.0, "slow_count": 31}
OVERFITTING = {"validation_rise": 0.3, "validation_error": 0.1, "validation_fall": 2.0, "validation_since": 2}
PLATEAU = {"descent": 1.0, "flatness": 0.004, "scatter": 0.009, "slow_count": 31}
FLOOR = {"z_long": 2.9, "z_medium": -2.9, "gain": 0.01, "scatter": 0.1, "noise_z": -1.4, "slow_count": 31}
EXPLODING = {"weight_growth": 0.4, "lr_change": 0.3, "clock": 61}
SILENCED = {"zeroed": 0.95, "zeroed_count": 3}
FROZEN = {"ungraded": 0.5, "ungraded_count": 5}

SPEAKS: list[tuple[str, Situation, dict[str, Any]]] = [
    ("spike", Situation.SPIKE, SPIKE),
    ("overfitting", Situation.OVERFITTING, OVERFITTING),
    ("plateau", Situation.PLATEAU, PLATEAU),
    ("noise_floor", Situation.NOISE_FLOOR, FLOOR),
    ("exploding", Situation.EXPLODING, EXPLODING),
    ("silenced", Situation.DEAD, SILENCED),
    ("frozen", Situation.FROZEN, FROZEN),
]
# One number more, and the rule no longer holds.
SILENT: list[tuple[str, dict[str, Any]]] = [
    ("spike", {**SPIKE, "spike_z": 20.0}),
    ("spike", {**SPIKE, "spike": 2.5}),
    ("spike", {**SPIKE, "spike_left": 0.61}),
    ("spike", {**SPIKE, "slow_count": 30}),
    ("overfitting", {**OVERFITTING, "validation_error": 0.15}),
    ("overfitting", {**OVERFITTING, "validation_fall": 3.0}),
    ("overfitting", {**OVERFITTING, "validation_since": 1}),
    ("overfitting", {**OVERFITTING, "loss_rise": 0.01}),
    ("plateau", {**PLATEAU, "flatness": -0.005}),
    ("plateau", {**PLATEAU, "scatter": 0.01}),
    ("plateau", {**PLATEAU, "slow_count": 30}),
    ("plateau", {**PLATEAU, "descent": 0.0, "flatness": 0.0, "scatter": 0.0}),
    ("noise_floor", {**FLOOR, "z_long": 3.0}),
    ("noise_floor", {**FLOOR, "z_medium": -3.0}),
    ("noise_floor", {**FLOOR, "gain": -0.021}),
    ("noise_floor", {**FLOOR, "noise_z": -1.5}),
    ("noise_floor", {**FLOOR, "slow_count": 30}),
    ("exploding", {**EXPLODING, "weight_growth": 0.33}),
    ("exploding", {**EXPLODING, "lr_change": 0.4}),
    ("exploding", {**EXPLODING, "clock": 60}),
    ("silenced", {**SILENCED, "zeroed": 0.9}),
    ("silenced", {**SILENCED, "zeroed": 1.0}),
    ("silenced", {**SILENCED, "zeroed_count": 2}),
    ("frozen", {**FROZEN, "ungraded_count": 4}),
    ("frozen", {**FROZEN, "ungraded_count": 105}),
    ("frozen", {**FROZEN, "ungraded": 1.0}),
]


def examine(name: str) -> Any:
    return import_module(f"awarelr.core.situations.{name}").examine


@pytest.mark.parametrize(("name", "situation", "facts"), SPEAKS)
def test_a_remark_speaks_when_its_rule_holds_and_moves_no_lr(
    name: str, situation: Situation, facts: dict[str, Any]
) -> None:
    observation = replace(PLAIN, **facts)
    found = diagnose(observation)
    assert found.remark is not None
    assert found.remark.situation is situation
    assert found.remark == examine(name)(observation)
    assert (found.remark.pressure, found.remark.haste, found.remark.remark) == (0.0, 0.0, None)
    bare = import_module("awarelr.core.situations")._first(observation)
    assert replace(found, remark=None) == bare


@pytest.mark.parametrize(("name", "facts"), SILENT)
def test_a_remark_is_silent_just_short_of_its_rule(name: str, facts: dict[str, Any]) -> None:
    assert examine(name)(replace(PLAIN, **facts)) is None


@pytest.mark.parametrize(("name", "situation", "facts"), SPEAKS)
def test_the_evidence_alone_derives_the_remark_again(name: str, situation: Situation, facts: dict[str, Any]) -> None:
    said = examine(name)(replace(PLAIN, **facts))
    known: dict[str, Any] = {"t": 1, "clock": 1, "lr": 1.0, "repeat_window": 20.0, **said.evidence}
    again = examine(name)(Observation(**known))
    assert again == said
    assert again.situation is situation
    assert not again.sentence.endswith(".")


@pytest.mark.parametrize(("name", "_situation", "facts"), SPEAKS)
@pytest.mark.parametrize(
    "graver",
    [
        {"finite": False, "loss": float("nan")},
        {"probe_left": 1},
        {"lr_found": 0.01, "overrides": 1},
        {"beyond_budget": 1},
        {"still": 20},
    ],
)
def test_nothing_is_remarked_beside_a_fault_or_a_verdict(
    name: str, _situation: Situation, facts: dict[str, Any], graver: dict[str, Any]
) -> None:
    assert examine(name) in REMARKS
    assert diagnose(replace(PLAIN, **{**facts, **graver})).remark is None


def test_every_remark_was_made_to_speak_and_to_be_silent() -> None:
    names = {each.__module__.rsplit(".", 1)[1] for each in REMARKS}
    assert {name for name, _, _ in SPEAKS} == names
    assert {name for name, _ in SILENT} == names


def test_healthy_descent_calls_for_no_remark() -> None:
    assert diagnose(PLAIN).remark is None


def test_a_decision_is_named_by_its_remark_and_its_lr_by_the_situation() -> None:
    plain = controller.step(AwareSettings(), controller.init(AwareSettings(), 0.1), Reading(t=1, loss=1.0))[1]
    assert plain.named is plain.situation is Situation.WARMING_UP
    remark = Diagnosis(situation=Situation.FROZEN, evidence={}, sentence="so")
    remarked = replace(plain, remark=remark)
    assert (remarked.named, remarked.situation) == (Situation.FROZEN, Situation.WARMING_UP)
