"""The control law's state has what an adapter reads from any scheduler's."""

from awarelr.core import AwareSettings, controller
from awarelr.core.schedule import ScheduleState


def test_the_state_of_the_control_law_is_one_that_an_adapter_can_read() -> None:
    state: ScheduleState = controller.init(AwareSettings(), 0.1)
    assert (state.t, state.clock) == (0, 0)
    assert state.written_lr == controller.init(AwareSettings(), 0.1).lr
