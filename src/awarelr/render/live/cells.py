"""The end of a notebook's cell: nobody closes a run there, and that is when it is looked at."""

import weakref
from typing import Any

from awarelr.render.live.view import LiveView

__all__ = ["follow_cells"]

_EVENT = "post_run_cell"


def follow_cells(view: LiveView, events: Any) -> None:  # noqa: ANN401 - IPython is not needed elsewhere
    """Have a view catch up whenever a cell ends, until it is closed or gone.

    Without it the picture of a training that outran its last update stays behind for good: a process that ends closes
    its views, a notebook's goes on.

    Args:
        view: the view.
        events: IPython's event manager, ``get_ipython().events``.
    """
    found = weakref.ref(view)

    def after_cell(*_: object) -> None:
        seen = found()
        if seen is None or not seen.on:
            events.unregister(_EVENT, after_cell)
        else:
            seen.catch_up()

    events.register(_EVENT, after_cell)
