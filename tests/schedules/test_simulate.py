"""What `simulate` takes, and what it says of the rest."""

from typing import Any

import numpy as np
import pytest

from awarelr.core.reading import Reading
from awarelr.errors import SettingError
from awarelr.schedules import simulate


@pytest.mark.parametrize("readings", [3, np.int64(3), [1.0, None, Reading(t=3)], np.ones(3), iter([1, 2, 3])])
def test_steps_losses_and_readings_are_taken_from_wherever_they_come(readings: Any) -> None:
    assert len(simulate("constant", 0.1, readings)) == 3


@pytest.mark.filterwarnings("error")
def test_a_narrow_number_is_no_narrow_loss() -> None:
    """A float32 was compared with bounds that float32 cannot hold."""
    losses: list[Any] = [np.float32(2.0)] * 30
    assert repr(simulate("conb", 0.1, losses)) == repr(simulate("conb", 0.1, [2.0] * 30))


@pytest.mark.parametrize("readings", [-1, 2.5, True, None, "abc"])
def test_what_is_no_series_is_named(readings: Any) -> None:
    with pytest.raises(SettingError, match=r"readings must be a whole number from 0 \(steps\), got .*Give losses"):
        simulate("constant", 0.1, readings)


@pytest.mark.parametrize("loss", ["x", [1.0, 2.0], {}])
def test_a_loss_that_is_no_number_is_named_with_its_place(loss: Any) -> None:
    with pytest.raises(SettingError, match=r"readings\[1\] must be a Reading, a number or None, got .*Give None"):
        simulate("conb", 0.1, [1.0, loss])
