"""The live view of a training that wants one."""

import os
import sys
from typing import TYPE_CHECKING, Any

from awarelr.core.schedule import Schedule
from awarelr.errors import StateError
from awarelr.schedules.registry import describe

if TYPE_CHECKING:
    from awarelr.render.live import LiveView

__all__ = ["live_view"]


def live_view(schedule: Schedule[Any], *, acted: bool = True) -> "LiveView | None":
    """Return the view of a training; None if another rank of the same training has it.

    It is shown where progress bars are, on the error stream, so that results may be piped.

    Args:
        schedule: what decides; its budget, if it has one, is that of the view.
        acted: False if the LRs are decided and never written.

    Raises:
        MissingExtraError: rich is absent.
    """
    if os.environ.get("RANK", "0") != "0":
        return None
    from awarelr.render.live import budget_of, view_for  # noqa: PLC0415 - rich, for those who look only

    try:
        budget = budget_of(describe(schedule))
    except (StateError, TypeError):  # a user's own schedule that no journal could hold
        budget = None
    view = view_for(sys.stderr, total_steps=budget)
    view.watched.acted = acted
    return view
