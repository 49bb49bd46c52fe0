"""Whether a metric still makes progress that its noise hides: what a plateau rule must ask before it cuts."""

import statistics
from collections.abc import Sequence

from awarelr.core.signals.slope import Slope, slope_of

__all__ = ["LONGEST", "hidden_by_noise", "outlying", "rising", "still_falling", "windows"]

LONGEST = 400
"""Most readings kept for these questions (*ours*)."""
_GUARDED_PATIENCE = 5
"""Below this patience a rule is meant to be jumpy, and too few readings stand behind any test (*ours*)."""
_OUTLIER_HISTORY = 20
_OUTLIER_SPREADS = 6.0
_LEAST_RISE = 5


def windows(patience: int) -> tuple[int, int]:
    """Return how many readings the short and the long look take in: the patience itself, and four times it."""
    return patience + 1, min(max(4 * (patience + 1), 20), LONGEST)


def still_falling(values: Sequence[float], patience: int) -> Slope | None:
    """Return the slope that proves progress, or None if there is none.

    The short look decides; the long one speaks only where its slope is so small beside the noise that the short look
    could not have seen it. So a clean curve that turns flat is flat at once, and a noisy one gets the benefit of time.

    Args:
        values: the metric's last readings, lower is better.
        patience: the rule's patience, in readings.

    Source: *ours*; scikit-learn#15596 shows a rule that cuts while the loss falls.
    """
    if patience < _GUARDED_PATIENCE:
        return None
    short_window, long_window = windows(patience)
    short, long = slope_of(values[-short_window:]), slope_of(values[-long_window:])
    if short.z < -3.0:  # noqa: PLR2004 - three standard errors
        return short
    needed = 4.0 if long.count >= long_window else 2.0
    if long.z < -needed and -long.slope < 5.0 * short.error:
        return long
    return None


def hidden_by_noise(metric: Sequence[float], witness: Sequence[float], patience: int) -> Slope | None:
    """Return the training loss's slope if it falls and the metric's noise would hide as steep a fall, else None.

    Source: *ours*; nequip#326 asks to decide on the training loss where validation is too noisy.
    """
    if patience < _GUARDED_PATIENCE or len(witness) < len(metric):
        return None
    _, window = windows(patience)
    seen, behind = slope_of(metric[-window:]), slope_of(witness[-window:])
    hidden = -behind.slope < 5.0 * seen.error and seen.z < 2.0  # noqa: PLR2004
    return behind if behind.z < -4.0 and hidden else None  # noqa: PLR2004


def rising(values: Sequence[float]) -> Slope | None:
    """Return the slope that proves a rise since the best reading, or None."""
    slope = slope_of(values)
    return slope if slope.count >= _LEAST_RISE and slope.z > 4.0 else None  # noqa: PLR2004


def outlying(values: Sequence[float], value: float) -> bool:
    """True if ``value`` lies so far below the last readings that it alone is no reference.

    Source: the median and the median absolute deviation, 6 robust standard deviations (*ours*).
    """
    if len(values) < _OUTLIER_HISTORY:
        return False
    last = values[-_OUTLIER_HISTORY:]
    middle = statistics.median(last)
    spread = 1.4826 * statistics.median(abs(each - middle) for each in last)
    return value < middle - _OUTLIER_SPREADS * spread
