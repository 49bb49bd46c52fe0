"""Where the LR may be: bounds that always hold, a ceiling that expires, the final decay of a known budget."""

import math
import sys

from awarelr.core.settings import AwareSettings
from awarelr.core.state import Ceiling

__all__ = ["boldness", "bounded", "decay", "grown", "hurry", "start", "written_lr_of"]

_FARTHEST = 1e12
"""The LR stays within this factor of its starting point, so that it is a number whatever arrives (*ours*)."""
_LEAST_LR, _LARGEST_LR = sys.float_info.min, sys.float_info.max
"""And within the numbers that have a logarithm, wherever it started."""
_SHORT = 50.0
"""Steps of a run in which the first is to be made at the LR given (*ours*)."""
_USUAL_SHARE = AwareSettings().warmup_factor
"""Share of the LR given at which a run begins unless it is told otherwise."""
_LEAST_DECAY, _LARGEST_DECAY, _ALL_DECAY = 0.1, 0.4, 100_000.0
"""Share of a known budget that its final decay takes: so much at least and at most; between them the root of the budget
over so many steps. The longer a run, the more of what is left to gain is noise (*ours*; ``docs/decisions/0086``)."""
_HURRIED, _LARGEST_HURRY = 10.0, 0.2
"""Log LR that a known budget is to have room for, over all its steps, and most of it in one (*ours*)."""


def start(settings: AwareSettings, lr: float) -> float:
    """Return the LR of the first step: in a run known to be short there is no time to climb to the one given."""
    return bounded(settings, lr, _first_share(settings) * lr)


def _first_share(settings: AwareSettings) -> float:
    known = 0.0 if settings.total_steps is None else min((_SHORT / settings.total_steps) ** 2, 1.0)
    return max(settings.warmup_factor, known)


def boldness(settings: AwareSettings) -> float:
    """Return the LR of the first step over a tenth of the one given, at least 1: so much longer may it be."""
    return max(_first_share(settings) / _USUAL_SHARE, 1.0)


def hurry(settings: AwareSettings) -> float:
    """Return the log LR that a reading may raise in a run known to be short; 0 if it is not."""
    return 0.0 if settings.total_steps is None else min(_HURRIED / settings.total_steps, _LARGEST_HURRY)


def bounded(settings: AwareSettings, first_lr: float, lr: float) -> float:
    """Return the LR nearest to ``lr`` that settings and starting LR allow."""
    reachable = min(max(lr, first_lr / _FARTHEST, _LEAST_LR), first_lr * _FARTHEST, _LARGEST_LR)
    return min(max(reachable, settings.min_lr), settings.max_lr)


def grown(ceiling: Ceiling) -> Ceiling:
    """Return the ceiling one reading later; an infinite one is none."""
    if ceiling.lr == math.inf:
        return ceiling
    return Ceiling(lr=ceiling.lr * math.exp(1.0 / ceiling.window), window=ceiling.window)


def decay(settings: AwareSettings, t: int) -> float:
    """Return the factor of the final decay after ``t`` readings; 1 without a budget."""
    if settings.total_steps is None:
        return 1.0
    share = settings.decay_share
    if share is None:
        share = min(max(math.sqrt(settings.total_steps / _ALL_DECAY), _LEAST_DECAY), _LARGEST_DECAY)
    return min(1.0, max(settings.total_steps - t, 1) / (share * settings.total_steps))


def written_lr_of(settings: AwareSettings, lr: float, t: int) -> float:
    """Return the LR to write after ``t`` readings."""
    return max(lr * decay(settings, t), settings.min_lr)
