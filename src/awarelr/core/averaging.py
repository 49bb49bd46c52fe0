"""Over how many steps the weights that are evaluated are averaged."""

from awarelr.core.state import PathEvidence

__all__ = ["averaging_window", "refresh_share", "usual_window"]

_SHARE, _LEAST = 0.05, 6.0
"""Window as a share of the clock, and at least so many steps (*ours*, measured: ``docs/decisions/0057``)."""

_UPDATES_PER_WINDOW, _LONGEST_WAIT = 16, 4
"""An average over W steps is refreshed every W / 16 of them, and every 4 at least: the same average for less traffic.
Rarer samples let noise through that turns from step to step (*ours*; ``docs/decisions/0085``)."""


def usual_window(clock: int) -> float:
    """Return the steps over which weights are averaged where nothing is known of their path: a twentieth of the run."""
    return max(_LEAST, _SHARE * clock)


def averaging_window(clock: int, path: PathEvidence) -> float:
    """Return the steps over which weights are best averaged: fewer, down to 1, the surer the average lags behind.

    An average takes out the bounce across the valley and pays for it by standing further up the valley. Let ``d`` lead
    from the average to the present weights: for a convex loss the average is the better place only if ``<g, d> > 0``.
    While the medium horizon says ``<g, d> < 0``, the newest weights are better than their mean over it.

    Args:
        clock: readings that the horizons look back on.
        path: evidence from gradients and parameters.

    Example:
        >>> averaging_window(1000, PathEvidence())
        50.0

    Source: *ours*; ``docs/decisions/0078``.
    """
    return max(usual_window(clock) / (1.0 + max(path.medium.z, 0.0)), 1.0)


def refresh_share(window: float, waiting: int) -> float:
    """Return the share of the newest weights in an average when it takes them in; 0 while that is not due yet.

    One refresh stands for the steps that waited: ``(1 - 1/W)^waiting`` of the old average is left.

    Args:
        window: steps that the average spans, 1 or more.
        waiting: steps since it last took weights in.
    """
    due = waiting >= max(1, min(int(window / _UPDATES_PER_WINDOW), _LONGEST_WAIT))
    return 1.0 - (1.0 - 1.0 / window) ** waiting if due else 0.0
