"""Recorded runs of the prototype: what it measured comes out again, up to the first verdict that is ours alone.

The law itself has left the prototype behind (decision 0021); what it decides is held by the snapshots.
"""

from collections.abc import Callable
from typing import Any

import pytest

from awarelr.core import Action, controller
from awarelr.core.observer import observe

RUNS = {
    "drift": 10,
    "far_too_high": 250,
    "full_batch": 200,
    "known_budget": 250,
    "non_finite": 60,
    "ramp_from_far_below": 350,
    "synthetic_a": 150,
    "synthetic_b": 14,
    "synthetic_c": 80,
    "synthetic_known_budget": 85,
}
"""Name of each run, and the readings that must at least be compared."""


@pytest.mark.parametrize(("name", "least"), RUNS.items())
def test_the_recorded_evidence_comes_out_again(name: str, least: int, recorded: Callable[[str], Any]) -> None:
    run = recorded(name)
    state = controller.init(run.settings, run.lr)
    assert state.written_lr == pytest.approx(run.first_written_lr, rel=1e-9)
    compared = 0
    for reading, answer in zip(run.readings, run.answers, strict=True):
        if reading.probe != (state.probe is not None):
            break
        if answer["z"] is not None and answer["action"] != "restore" and answer["rule"] != "drifted":
            seen = observe(run.settings, state, reading).observation
            assert seen.z_short == pytest.approx(answer["z"]["short"], rel=1e-9, abs=1e-12)
            assert seen.z_medium == pytest.approx(answer["z"]["medium"], rel=1e-9, abs=1e-12)
            assert seen.z_directions == pytest.approx(answer["z"]["long"], rel=1e-9, abs=1e-12)
            compared += 1
        state, decision = controller.step(run.settings, state, reading)
        if decision.clock != answer["n"] or Action.PASS_OVER in decision.action or state.recovery.retrace:
            break  # the prototype learns from readings that are passed over here (decision 0062)
    assert compared >= least
