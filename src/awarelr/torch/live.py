"""The live view of a training, where one is wanted."""

import os
import sys
from typing import TYPE_CHECKING

from awarelr.constraints import Switch, check_all

if TYPE_CHECKING:
    from awarelr.render.live import LiveView

__all__ = ["live_view"]


def live_view(*, live: bool, total_steps: int | None) -> "LiveView | None":
    """Return the view of a training; None if none is wanted, or another rank of the same training has it.

    It is shown where progress bars are, on the error stream, so that results may be piped.

    Args:
        live: True if one is wanted.
        total_steps: budget in steps; None if unknown.

    Raises:
        MissingExtraError: rich is absent.
        SettingError: ``live`` is no truth value.
    """
    check_all([Switch().complaint("live", live)])
    if not live or os.environ.get("RANK", "0") != "0":
        return None
    from awarelr.render.live import LiveView, surface_for  # noqa: PLC0415 - rich, for those who look only

    return LiveView(surface_for(sys.stderr), total_steps=total_steps)
