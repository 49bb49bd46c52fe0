"""What every schedule of the registry must do, whichever it is."""

import copy
import json
import math
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tests.conformance.examples import EXAMPLES

from awarelr.core import Horizons, Reading, Situation
from awarelr.core.codec import encode
from awarelr.core.schedule import Schedule
from awarelr.errors import StateError
from awarelr.schedules import build, describe, saved, simulate
from awarelr.schedules.registry import ALIASES, SCHEDULES, named

LR = 0.1
FAR = 1e4
SCHEDULE_LIST = [schedule for entry in EXAMPLES.values() for schedule in entry]


def _id(schedule: Schedule[Any]) -> str:
    return repr(schedule)[:60]


every = pytest.mark.parametrize("schedule", SCHEDULE_LIST, ids=_id)


def _reading(t: int) -> Reading:
    """A run with everything in it: a descent, noise, gaps, faults, a jump, validation, another owner."""
    wave = math.sin(12.9898 * t) * 43758.5453
    noise = wave - math.floor(wave) - 0.5
    loss: float | None = 2.0 * math.exp(-t / 15.0) + 0.1 * noise + (1.5 if t >= 30 else 0.0)
    if t % 11 == 5:
        loss = None
    if t in {17, 33}:
        loss = math.nan
    return Reading(
        t=t,
        loss=loss,
        grad_norm=1.0 + 0.1 * noise,
        alignment=Horizons(short=0.3 * noise, medium=0.2 + 0.1 * noise, long=0.3 * noise),
        gain=0.1,
        displacement=0.5,
        validation=1.0 / t + 0.05 * noise if t % 3 == 1 else None,
        lr_found=0.05 if t == 21 else None,
    )


READINGS = [_reading(t) for t in range(1, 51)]


def test_every_entry_of_the_registry_has_an_example() -> None:
    assert set(EXAMPLES) == set(SCHEDULES)
    for name, entry in EXAMPLES.items():
        for schedule in entry:
            assert schedule.name == name
            assert isinstance(schedule, SCHEDULES[name])


def test_every_alias_leads_to_an_entry() -> None:
    assert all(name in SCHEDULES for name in ALIASES.values())
    assert not set(ALIASES) & set(SCHEDULES)


@every
def test_the_old_state_is_untouched_and_the_same_input_gives_the_same_output(schedule: Schedule[Any]) -> None:
    state = schedule.init(LR)
    for reading in READINGS:
        before = copy.deepcopy(state)
        after, decision = schedule.step(state, reading)
        assert repr(state) == repr(before)
        again, repeated = schedule.step(state, reading)
        assert repr((again, repeated)) == repr((after, decision))
        assert decision.t == after.t == reading.t
        assert decision.written_lr == after.written_lr
        state = after


@every
def test_saved_and_loaded_at_any_cut_it_decides_the_same_afterwards(schedule: Schedule[Any]) -> None:
    uninterrupted = [repr(each) for each in simulate(schedule, LR, READINGS)]
    state = schedule.init(LR)
    for cut, reading in enumerate(READINGS):
        data = json.loads(json.dumps(saved.save(schedule, state), allow_nan=False))
        resumed, later = saved.load(build(data["schedule"]), data), []
        for each in READINGS[cut : cut + 12]:
            resumed, decision = schedule.step(resumed, each)
            later.append(repr(decision))
        assert later == uninterrupted[cut : cut + 12]
        state, _ = schedule.step(state, reading)


@every
def test_described_it_can_be_built_again(schedule: Schedule[Any]) -> None:
    data = json.loads(json.dumps(describe(schedule), allow_nan=False))
    assert build(data) == schedule
    assert describe(build(data)) == data


@every
def test_a_changed_state_is_refused(schedule: Schedule[Any]) -> None:
    data = saved.save(schedule, schedule.init(LR))
    broken: tuple[Any, ...] = ({}, {**data["state"], "more": 1}, [], None)
    for state in broken:
        with pytest.raises(StateError):
            saved.load(schedule, {**data, "state": state})


@every
@pytest.mark.parametrize("loss", [math.nan, math.inf, -math.inf, None, 0.0, 1e308, -1e308, 5e-324])
def test_no_first_reading_is_an_error(schedule: Schedule[Any], loss: float | None) -> None:
    for readings in ([Reading(t=1, loss=loss)], [Reading(t=t, loss=loss, validation=loss) for t in range(1, 40)]):
        decisions = simulate(schedule, LR, readings)
        assert all(math.isfinite(each.written_lr) and each.written_lr >= 0.0 for each in decisions)


@every
@given(
    losses=st.lists(
        st.none() | st.floats() | st.floats(-10.0, 10.0) | st.sampled_from([math.nan, 1e300, 2.0]), max_size=60
    ),
    found=st.none() | st.floats(),
    lr=st.sampled_from([1e-9, 5e-5, 0.1, 10.0]),
)
def test_whatever_floats_arrive_the_lr_is_finite_and_bounded(
    schedule: Schedule[Any], losses: list[float | None], found: float | None, lr: float
) -> None:
    low, high = getattr(schedule, "lr_min", 0.0), _highest(schedule)
    lr = lr if low <= lr <= high else LR
    state = schedule.init(lr)
    for t, loss in enumerate(losses, start=1):
        reading = Reading(t=t, loss=loss, validation=loss if t % 2 else None, lr_found=found if t % 7 == 3 else None)
        state, decision = schedule.step(state, reading)
        assert math.isfinite(decision.written_lr)
        if decision.situation is Situation.OVERRIDDEN:  # what a user writes is kept, outside of the bounds too
            low, high = min(low, decision.written_lr), max(high, decision.written_lr)
        assert low <= decision.written_lr <= high
        assert decision.sentence
        assert not decision.sentence.endswith(".")
        assert all(isinstance(each, (int, float)) for each in decision.evidence.values())


def _highest(schedule: Schedule[Any]) -> float:
    high = getattr(schedule, "lr_max", math.inf)
    return math.inf if high is None else float(high)


@every
def test_fields_that_a_schedule_does_not_read_change_nothing(schedule: Schedule[Any]) -> None:
    if schedule.reads_path:
        pytest.skip("reads the path")
    plain = [Reading(t=each.t, loss=each.loss, validation=each.validation, lr_found=each.lr_found) for each in READINGS]
    assert [repr(each) for each in simulate(schedule, LR, plain)] == [
        repr(each) for each in simulate(schedule, LR, READINGS)
    ]


@pytest.mark.parametrize("name", sorted(SCHEDULES))
def test_the_docstring_names_a_source_a_sibling_and_an_example(name: str) -> None:
    text = SCHEDULES[name].__doc__ or ""
    assert "Source:" in text
    assert ">>>" in text
    assert any(other.__name__ in text for other in SCHEDULES.values() if other is not SCHEDULES[name])


@every
def test_a_pathless_schedule_never_asks_for_a_snapshot(schedule: Schedule[Any]) -> None:
    state = schedule.init(LR)
    due = [schedule.snapshot_due(state, ahead) for ahead in range(60)]
    assert any(due) == schedule.reads_path or not schedule.reads_path
    assert schedule.reads_path or not any(due)


@every
@pytest.mark.parametrize("lr", [0.0, -1.0, math.nan, math.inf, "0.1", None, True])
def test_an_lr_that_cannot_be_one_is_refused(schedule: Schedule[Any], lr: Any) -> None:
    with pytest.raises(ValueError, match=r"lr must be"):
        schedule.init(lr)


def test_a_name_gives_a_schedule_and_an_alias_the_same() -> None:
    assert named("ratio_based", window=3) == named("ratb", window=3)


@every
@pytest.mark.parametrize("kind", [np.float32, np.int64, lambda loss: np.array(loss, np.float32), torch.tensor])
def test_scalars_of_numpys_and_of_frameworks_are_readings_like_any_other(schedule: Any, kind: Any) -> None:
    """They stayed what they were: the state could not be saved, and a tensor kept its graph alive."""
    state = twin = schedule.init(LR)
    for each in READINGS:
        loss = None if each.loss is None or not np.isfinite(each.loss) else kind(each.loss)
        state, decision = schedule.step(state, Reading(t=each.t, loss=loss))
        twin, other = schedule.step(twin, Reading(t=each.t, loss=None if loss is None else loss.item()))
        assert repr(decision) == repr(other)
        assert "float32" not in repr(encode(decision))
    assert json.dumps(schedule.dump(state)) == json.dumps(schedule.dump(twin))
