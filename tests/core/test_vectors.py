"""The recorded runs of the prototype come out again: LR, clock, situation, action, snapshot and evidence."""

from collections.abc import Callable
from typing import Any

import pytest

from awarelr.core import Action, AwareSettings, Decision, Situation, controller
from awarelr.core.observer import observe

RUNS = [
    "drift",
    "far_too_high",
    "full_batch",
    "known_budget",
    "non_finite",
    "ramp_from_far_below",
    "synthetic_a",
    "synthetic_b",
    "synthetic_c",
    "synthetic_known_budget",
]

ACTIONS = {
    "none": Action.NONE,
    "restore": Action.RESTORE,
    "rebase all averages": Action.REBASE_ALL,
    "rebase long average": Action.REBASE_LONG,
}

RULES = {
    "lower": {Situation.LOWERING, Situation.WARMING_UP},
    "raise": {Situation.RAISING, Situation.WARMING_UP},
    "hold": {Situation.HOLDING},
    "non-finite": {Situation.NON_FINITE},
}
"""Situations that the prototype's rule may be called; the others bear the same name."""


def close(value: float) -> Any:
    return pytest.approx(value, rel=1e-9, abs=0.0)


def situations_of(rule: str) -> set[Situation]:
    return RULES[rule] if rule in RULES else {Situation[rule.upper()]}


@pytest.mark.parametrize("name", RUNS)
def test_a_recorded_run_comes_out_again(name: str, recorded: Callable[[str], Any], drive: Callable[..., Any]) -> None:
    run = recorded(name)
    assert controller.init(run.settings, run.lr).written_lr == close(run.first_written_lr)
    steps = drive(run.settings, run.lr, run.readings, follow=False)
    for position, (step, answer) in enumerate(zip(steps, run.answers, strict=True)):
        decision: Decision = step.decision
        assert decision.t == answer["t"]
        assert decision.clock == answer["n"]
        assert decision.lr == close(answer["lr"])
        assert decision.written_lr == close(answer["written_lr"])
        assert decision.situation in situations_of(answer["rule"])
        assert decision.action & ~(Action.KEEP_SNAPSHOT | Action.PROBE) == ACTIONS[answer["action"]]
        assert (Action.KEEP_SNAPSHOT in decision.action) == answer["snapshot"]
        probed = position + 1 < len(run.answers) and run.answers[position + 1]["probe"] and not answer["probe"]
        assert (Action.PROBE in decision.action) == probed


@pytest.mark.parametrize("name", RUNS)
def test_the_recorded_evidence_comes_out_again(
    name: str, recorded: Callable[[str], Any], drive: Callable[..., Any]
) -> None:
    run = recorded(name)
    compared = 0
    for step, answer in zip(drive(run.settings, run.lr, run.readings, follow=False), run.answers, strict=True):
        if answer["z"] is None or answer["action"] == "restore" or answer["rule"] == "drifted":
            continue
        seen = observe(run.settings, step.before, step.reading).observation
        assert seen.z_short == pytest.approx(answer["z"]["short"], rel=1e-9, abs=1e-12)
        assert seen.z_medium == pytest.approx(answer["z"]["medium"], rel=1e-9, abs=1e-12)
        assert seen.z_long == pytest.approx(answer["z"]["long"], rel=1e-9, abs=1e-12)
        compared += 1
    assert compared > 100


def test_the_runs_were_recorded_under_the_default_settings(recorded: Callable[[str], Any]) -> None:
    assert {recorded(name).settings.lower_gain for name in RUNS} == {AwareSettings().lower_gain}
