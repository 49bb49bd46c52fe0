"""The budget of a run is that of its schedule, however deeply it is wrapped; no description is too odd to be read."""

from typing import Any

import pytest

from awarelr.core import AwareSettings
from awarelr.render.live import budget_of
from awarelr.schedules import (
    Aware,
    Bounded,
    Chain,
    ConditionBased,
    Constant,
    Cosine,
    OneCycle,
    Stage,
    Warmup,
    WarmupStableDecay,
    describe,
)


@pytest.mark.parametrize(
    ("schedule", "budget"),
    [
        (Warmup(Cosine(total_steps=300), steps=10), 310),
        (Bounded(Warmup(OneCycle(total_steps=300), steps=10)), 310),
        (Chain((Stage(Constant(), steps=100), Stage(Cosine(total_steps=300)))), 400),
        (Chain((Stage(Constant(), steps=100), Stage(Cosine(total_steps=300), steps=50))), 150),
        (Chain((Stage(Cosine(total_steps=300), steps=300), Stage(Constant()))), None),
        (Chain((Stage(Warmup(Cosine(total_steps=300), steps=10)),)), 310),
        (Aware(settings=AwareSettings(total_steps=500)), 500),
        (WarmupStableDecay(total_steps=500), 500),
        (Warmup(Constant(), steps=10), None),
        (ConditionBased(), None),
        (Aware(), None),
    ],
)
def test_the_budget_is_that_of_the_schedule(schedule: Any, budget: int | None) -> None:
    assert budget_of(describe(schedule)) == budget


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"settings": 3},
        {"settings": {"total_steps": "many"}},
        {"settings": {"total_steps": True}},
        {"schedule": "warmup", "settings": {"inner": [], "steps": None}},
        {"schedule": "chain", "settings": {"stages": [3, None]}},
        {"schedule": "chain", "settings": {"stages": []}},
    ],
)
def test_what_is_no_description_has_no_budget(odd: Any) -> None:
    assert budget_of(odd) is None
