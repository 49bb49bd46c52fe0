"""Where a loss leaves its level upward, and what became of it: the raw material of spike, damage, drift, divergence."""

import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import final

from awarelr.core.diagnosis import Situation
from awarelr.core.signals.scatter import scatter_of
from awarelr.diagnose.view import Glance, View
from awarelr.diagnose.words import measured

__all__ = ["Departure", "departures"]

_UP = (Situation.SPIKE, Situation.DRIFTED, Situation.DIVERGED)
_ABOVE, _BACK = 4.0, 2.0
"""Noises above the level that count as having left it, and as having come back (*ours*)."""
_SLACK = 0.1
"""Share of the way up within which it counts as back at most (*ours*)."""
_EARLY, _SHORT = 12, 20
_JUMP, _STAYS = 15.0, 2.0
"""Mean steps by which an early jump exceeds what stands before it, and by which the next two do (*ours*)."""
_FIRST, _THROWN, _ROUGH = 3, 10.0, 0.1
"""Times the first value to which the very first steps must throw a loss, and the share of it taken for noise where
nothing is known of that yet (*ours*)."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """A stretch above the level before it; indices count glances.

    Args:
        first: first glance above.
        back: first glance back at the level; None if it never came back.
        level: level before it.
        noise: noise there.
        peak: highest value where it rose suddenly, highest median of three where it rose slowly.
        latest: median of the last five values; of three in a short log.
        above: how many values lie clearly above.
        sudden: True if most of the way was made within two readings.
        z: rise over noise, or the z of a slow rise.
    """

    first: int
    back: int | None
    level: float
    noise: float
    peak: float
    latest: float
    above: int
    sudden: bool
    z: float

    @property
    def regained(self) -> float:
        """Share of the way up that has been regained at the end."""
        rise = self.peak - self.level
        return (self.peak - self.latest) / rise if rise > 0.0 else 0.0


def departures(view: View) -> list[Departure]:
    """Return where the conditions of ConB, or a jump among the first dozen values, saw the loss leave its level."""
    glances = view.glances
    values = [each.value for each in glances]
    found: list[Departure] = []
    done = 0
    for first, level, noise, z in _seeds(glances, values):
        if first < done:
            continue
        each = _followed(values, first, level, noise, z)
        if each is not None:
            found.append(each)
            done = len(values) if each.back is None else each.back
    return found


def _seeds(glances: Sequence[Glance], values: Sequence[float]) -> Iterator[tuple[int, float, float, float]]:
    """Yield first value above, level, noise and z of everything that may be a departure, in order."""
    for index in range(1, min(_FIRST, len(values) - 2)):
        if 0.0 < _THROWN * values[0] < values[index]:
            noise = _ROUGH * values[0]
            yield index, values[0], noise, (values[index] - values[0]) / noise
    for index in range(3, min(_EARLY, len(values) - 2)):
        step = statistics.fmean(abs(after - before) for before, after in pairwise(values[:index]))
        level = statistics.median(values[index - 3 : index])
        stays = min(values[index + 1 : index + 3]) - level
        if step > 0.0 and values[index] - level > _JUMP * step and stays > _STAYS * step:
            noise = max(scatter_of(values[:index]), 0.1 * step)
            yield index, min(values[index - 3 : index]), noise, (values[index] - level) / step
    reached = -1
    for index, glance in enumerate(glances):
        if glance.situation not in _UP or index <= reached:
            continue
        reached = index
        evidence = glance.evidence
        if "suspects" in evidence:
            first = max(index - int(evidence["suspects"]) + 1, 0)
            noise = max(evidence["noise"], 1e-12 * abs(evidence["level"]))
            z = (glance.value - evidence["level"]) / noise if noise > 0.0 else math.inf
            yield first, evidence["level"], noise, z
        else:
            start = max(index - 2 * int(evidence["readings"]), 0)
            lowest = min(range(start, index), key=lambda at: statistics.median(values[max(at - 2, 0) : at + 3]))
            reach = 4 if len(values) >= _SHORT else 1
            level = statistics.median(values[max(lowest - reach, 0) : lowest + reach + 1])
            yield lowest + 1, level, evidence["noise"], measured(evidence["z"])


def _followed(values: Sequence[float], first: int, level: float, noise: float, z: float) -> Departure | None:
    """Follow a departure to its end; None if, in hindsight, there was none."""
    back = None
    highest = level
    before = min(level, statistics.median(values[max(first - 3, 0) : first] or [level]))
    for index in range(first, len(values)):
        middle = statistics.median(values[index : index + 3])
        highest = max(highest, middle, values[index] if index == first else highest)
        slack = min(_BACK * noise, _SLACK * (highest - before))
        if highest > level + _ABOVE * noise and max(middle, values[index]) <= before + slack:
            back = index
            break
    stretch = values[first:back]
    above = sum(each > level + _ABOVE * noise for each in stretch)
    if above == 0:
        return None
    middles = [statistics.median(stretch[max(at - 1, 0) : at + 2]) for at in range(len(stretch))]
    peak = max(middles)
    if above > 2 and statistics.median(stretch) <= level + _ABOVE * noise and above < 0.5 * len(stretch):  # noqa: PLR2004
        return None
    sudden = max(stretch[:2]) - level >= 0.5 * (peak - level)
    return Departure(
        first=first,
        back=back,
        level=level,
        noise=noise,
        peak=max(stretch) if sudden else peak,
        latest=statistics.median(values[-5 if len(values) >= _SHORT else -3 :]) if back is None else values[back],
        above=above,
        sudden=sudden,
        z=z,
    )
