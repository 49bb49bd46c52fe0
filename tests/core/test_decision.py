"""What an action asks of an adapter."""

import pytest

from awarelr.core import Action


@pytest.mark.parametrize("action", [Action.REBASE_ALL, Action.RESUME, Action.RESUME | Action.KEEP_SNAPSHOT])
def test_averages_begun_afresh_or_left_alone_follow_from_a_verdict(action: Action) -> None:
    assert action.judges


@pytest.mark.parametrize("action", [Action.NONE, Action.RESTORE | Action.PROBE, Action.REBASE_LONG, Action.PASS_OVER])
def test_nothing_else_does(action: Action) -> None:
    assert not action.judges
