"""A run while it runs: curves, situation, evidence, events; in a terminal, a notebook, or as plain lines.

What is seen goes into `watched`, `frame` draws it, a surface (`terminal`, `notebook`, `lines`) shows it, and `view`
decides when. Needs rich, the extra ``cli``.
"""

from awarelr.errors import MissingExtraError

try:
    import rich  # noqa: F401 - only to see whether it is there
except ImportError as error:
    raise MissingExtraError(error.name or "rich", "cli", "The live view of awarelr") from error

from awarelr.render.live.budget import budget_of
from awarelr.render.live.surfaces import surface_for, view_for
from awarelr.render.live.view import LiveView
from awarelr.render.live.watched import Watched

__all__ = ["LiveView", "Watched", "budget_of", "surface_for", "view_for"]
