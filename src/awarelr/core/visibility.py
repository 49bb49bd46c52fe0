"""How much of what longer steps would gain can be seen in the loss."""

import math

from awarelr.core.limits import start
from awarelr.core.settings import AwareSettings
from awarelr.core.signals import significance
from awarelr.core.state import LossStatistics, PathEvidence, State
from awarelr.core.statistics import LEAST_SPREAD, path_window

__all__ = ["long_evidence", "scatter_ours", "unseen_factor"]

_LEAST = 1e-300
"""Stands for nothing where a logarithm is taken."""
_KNOWN, _SURELY_BELOW = 10, -1.0
"""Gains from which on their mean is known, and its standard errors below 0 that are sure (*ours*)."""
_WITH_STEPS = 0.5
"""Share of the growth of the steps, in logs, that the loss's scatter has to follow to be their doing (*ours*)."""


def long_evidence(path: PathEvidence, clock: int) -> float:
    """Return the evidence of the long horizon: that of its directions, unless its gain surely contradicts a raise.

    A direction counts the same whatever it weighs. Where most gradients are small and point downhill while a few large
    ones do not, as with batches of one, longer steps would cost more than they bring: the gain in units of the loss
    says so, long before the loss does. It is asked only where directions would have the LR raised.

    Args:
        path: evidence from gradients and parameters.
        clock: readings that the horizons look back on.

    Source: *ours*; ``docs/decisions/0074``.
    """
    z, gain = path.long.z, path.gain
    if z <= 0.0 or gain.count < _KNOWN:
        return z
    of_gain = significance(gain, path_window(clock))
    return of_gain if of_gain < _SURELY_BELOW else z


def unseen_factor(loss: LossStatistics, path: PathEvidence) -> float:
    """Return the log of the factor by which steps could grow before their gain shows in the loss; 0 if it does.

    The gain of longer steps grows in proportion to them, and it shows once it is as large as the loss's scatter from
    one reading to the next; so does a loss by longer steps, where they would lead uphill. 0, too, while either is
    unknown, and where the loss has no scatter at all.

    Source: *ours*.
    """
    if loss.scatter.count < LEAST_SPREAD or path.gain_now.count == 0 or loss.scatter.mean <= 0.0:
        return 0.0
    gain = max(abs(path.gain_now.mean), abs(path.gain.mean), _LEAST)
    return max(0.5 * math.log(loss.scatter.mean) - math.log(gain), 0.0)


def scatter_ours(settings: AwareSettings, state: State, loss: LossStatistics) -> bool:
    """Return True if the loss has begun to scatter only with our steps, which is what a linear model's does.

    At zero weights every batch has the same logistic loss; what it scatters by later hides nothing of their gain.
    """
    if state.size != 0.0 or loss.scatter.count < LEAST_SPREAD or loss.scatter.mean <= 0.0:
        return False
    lengthened = math.log(state.lr) - math.log(start(settings, state.first_lr))
    grown = 0.5 * math.log(loss.scatter.mean / max(loss.first.variance, _LEAST))
    return grown > _WITH_STEPS * max(lengthened, 0.0)
