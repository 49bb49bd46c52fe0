"""Settings from a grid of NumPy's are worth what Python's own are, for every schedule."""

import json
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
import pytest
from tests.conformance.examples import EXAMPLES

from awarelr.core import AwareSettings
from awarelr.core.schedule import Schedule
from awarelr.errors import SettingError
from awarelr.schedules import describe, saved, simulate

SCHEDULE_LIST = [schedule for entry in EXAMPLES.values() for schedule in entry]
LOSSES = [2.0, 1.5, 1.0, 0.9, 3.0, 0.8] * 5


def _as_numpy(value: Any) -> Any:
    """Return a setting, or a record of settings, with every plain value in NumPy's own type."""
    own = {bool: np.bool_, int: np.int64, float: np.float64, str: np.str_}.get(type(value))
    if own is not None:
        return own(value)
    if isinstance(value, tuple):
        return tuple(_as_numpy(each) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: _as_numpy(getattr(value, each.name)) for each in fields(value)})
    return value


@pytest.mark.parametrize("schedule", SCHEDULE_LIST, ids=lambda schedule: repr(schedule)[:60])
def test_a_schedule_with_settings_of_numpys_is_the_same_schedule(schedule: Schedule[Any]) -> None:
    """An ``int64`` was refused as no whole number, a ``float64`` stood in states and sentences."""
    twin = _as_numpy(schedule)
    assert (twin, repr(twin)) == (schedule, repr(schedule))
    assert json.dumps(describe(twin)) == json.dumps(describe(schedule))
    assert repr(simulate(twin, np.float64(0.1), np.array(LOSSES))) == repr(simulate(schedule, 0.1, LOSSES))
    state = twin.init(np.float64(0.1))
    assert json.dumps(saved.save(twin, state)) == json.dumps(saved.save(schedule, schedule.init(0.1)))
    assert repr(state) == repr(schedule.init(0.1))


@pytest.mark.parametrize("schedule", SCHEDULE_LIST, ids=lambda schedule: repr(schedule)[:60])
def test_a_narrow_starting_lr_becomes_pythons_own(schedule: Schedule[Any]) -> None:
    narrow: Any = np.float32(0.125)
    assert repr(schedule.init(narrow)) == repr(schedule.init(0.125))


def test_settings_of_aware_become_pythons_own() -> None:
    settings = AwareSettings(total_steps=100, min_lr=1e-6, max_lr=1.0)
    assert repr(_as_numpy(settings)) == repr(settings)


@pytest.mark.parametrize("bad", [True, np.bool_(True), "100", np.str_("100"), np.float64(100.0)])  # noqa: FBT003
def test_what_is_no_whole_number_is_still_refused(bad: Any) -> None:
    with pytest.raises(SettingError, match=r"total_steps must be a whole number from 1.* got .*Use the number"):
        AwareSettings(total_steps=bad)
