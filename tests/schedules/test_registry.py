"""Names, descriptions and saved states are strict, and say the way out."""

import copy
from typing import Any

import pytest

from awarelr.core import AwareSettings, Reading
from awarelr.errors import SettingError, StateError
from awarelr.schedules import (
    Aware,
    Chain,
    Constant,
    Cosine,
    Exponential,
    Stage,
    Warmup,
    WarmupStableDecay,
    build,
    describe,
    named,
    saved,
)
from awarelr.schedules.registry import chosen


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: named("plateu"), "'aware', 'bounded'.*got 'plateu'. Did you mean 'plateau'?"),
        (lambda: named("cosine"), "total_steps must be given for schedule 'cosine', it has no default."),
        (
            lambda: named("cosine", total_step=3),
            "total_step is no setting of schedule 'cosine'.*Did you mean 'total_steps'?",
        ),
        (lambda: named("constant", lr=3), "lr is no setting of schedule 'constant', which has: none."),
        (lambda: named("exponential", gamma=2), "gamma must be"),
        (lambda: named(3), "got 3"),  # type: ignore[arg-type]
    ],
)
def test_a_wrong_name_or_setting_is_refused_with_the_known_ones(call: Any, words: str) -> None:
    with pytest.raises(SettingError, match=words):
        call()


def test_wrappers_are_described_nested_and_built_again() -> None:
    chain = Chain((Stage(Warmup(Exponential(gamma=0.9), steps=3), steps=9), Stage(Constant(), factor=0.1)))
    data = describe(chain)
    assert data["settings"]["stages"][0]["schedule"]["settings"]["inner"] == {
        "schedule": "exponential",
        "settings": {"gamma": 0.9},
    }
    assert build(data) == chain


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, "schedule must be an object with the keys schedule, settings"),
        ({"schedule": "constant"}, "schedule must be an object"),
        ({"schedule": "konstant", "settings": {}}, "Did you mean 'constant'?"),
        ({"schedule": "exponential", "settings": {}}, "schedule.settings must have exactly the keys gamma, got"),
        ({"schedule": "exponential", "settings": {"gamma": "0.5"}}, "schedule.settings.gamma must be a number"),
        (
            {"schedule": "chain", "settings": {"stages": [3]}},
            r"schedule.settings.stages\[0\] must have exactly the keys",
        ),
    ],
)
def test_a_damaged_description_is_refused(data: Any, words: str) -> None:
    with pytest.raises(StateError, match=words):
        build(data)


def _saved() -> dict[str, Any]:
    schedule = Exponential(gamma=0.9)
    return saved.save(schedule, schedule.init(0.1))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"format": 1}, "format must be 13, got 1. The state was written by another version"),
        ({"digest": "0"}, "digest must be that of the settings saved beside it"),
        ({"schedule": None}, "digest must be that of the settings saved beside it"),
        ({"more": 1}, "state must have exactly the keys format, schedule, digest, state"),
        ({"state": {"t": 0, "lr0": 0.1, "written_lr": "NaN", "overrides": 0}}, "state must have a finite LR from 0"),
        ({"state": {"t": -1, "lr0": 0.1, "written_lr": 0.1, "overrides": 0}}, "after -1 readings"),
        ({"state": {"t": 0, "lr0": 0.1, "written_lr": 0.1}}, "missing overrides"),
        ({"state": {"t": "0", "lr0": 0.1, "written_lr": 0.1, "overrides": 0}}, "state.t must be int, got '0'"),
    ],
)
def test_a_state_of_another_kind_is_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises(StateError, match=words):
        saved.load(Exponential(gamma=0.9), {**_saved(), **change})


def test_a_state_of_another_schedule_or_other_settings_is_refused() -> None:
    with pytest.raises(StateError, match="schedule must be 'exponential', which wrote the state, got 'constant'"):
        saved.load(Constant(), _saved())
    with pytest.raises(
        StateError, match=r"gamma must be 0.9, as when the state was saved, got 0.8.\nUse the same settings"
    ):
        saved.load(Exponential(gamma=0.8), _saved())
    with pytest.raises(StateError, match="state must be an object"):
        saved.load(Constant(), [])  # type: ignore[arg-type]


def test_a_difference_deep_inside_is_named_by_its_path() -> None:
    one = Chain((Stage(Warmup(Exponential(gamma=0.9), steps=3), steps=9), Stage(Constant())))
    other = Chain((Stage(Warmup(Exponential(gamma=0.8), steps=3), steps=9), Stage(Constant())))
    data = saved.save(one, one.init(1.0))
    with pytest.raises(StateError, match=r"stages\[0\].schedule.settings.inner.settings.gamma must be 0.9"):
        saved.load(other, data)


@pytest.mark.parametrize("wrap", [lambda a: a, lambda a: Warmup(a, steps=2), lambda a: Chain((Stage(a),))])
def test_the_budget_of_aware_may_be_extended_but_not_below_the_steps_made(wrap: Any) -> None:
    def aware(total_steps: int | None) -> Any:
        return wrap(Aware(settings=AwareSettings(total_steps=total_steps)))

    schedule = aware(50)
    state = schedule.init(0.1)
    for t in range(1, 31):
        state, _ = schedule.step(state, Reading(t=t, loss=1.0 / t))
    data = saved.save(schedule, state)
    assert saved.load(aware(80), data) == saved.load(aware(None), data) == state
    with pytest.raises(StateError, match=r"total_steps must be from (30|28), the steps already made, got 20"):
        saved.load(aware(20), data)


def test_a_wrappers_state_is_strict_too() -> None:
    chain = Chain((Stage(Constant(), steps=2), Stage(Constant())))
    data = saved.save(chain, chain.init(1.0))
    broken = copy.deepcopy(data)
    broken["state"]["progress"]["stage"] = 2
    with pytest.raises(StateError, match=r"state\.progress\.stage must be from 0 to 1, got 2"):
        saved.load(chain, broken)
    with pytest.raises(StateError, match="state of a wrapper must have exactly the keys progress, inner; got inner"):
        saved.load(chain, {**data, "state": {"inner": {}}})


@pytest.mark.parametrize(
    ("choice", "found"),
    [
        ("cosine", Cosine(total_steps=7)),
        ("wsd", WarmupStableDecay(total_steps=7)),
        ("constant", Constant()),
        ("aware", Aware()),
        (Cosine(total_steps=3), Cosine(total_steps=3)),
    ],
)
def test_a_budget_goes_to_a_name_that_cannot_do_without(choice: object, found: object) -> None:
    assert chosen(choice, total_steps=7) == found
