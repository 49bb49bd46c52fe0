"""A curve prepared for the detectors: finite values, what the conditions of ConB say at each, the gaps left out."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import final

from awarelr.core.diagnosis import Situation
from awarelr.core.signals.scatter import scatter_of
from awarelr.diagnose.run import Curve
from awarelr.schedules.conditions import diagnose
from awarelr.schedules.conditions.memory import Memory, after_drift, after_rise, remembered

__all__ = ["Glance", "View", "view_of"]

_WATCHED = 1200
"""Values that the conditions are asked about (*ours*: one takes about half a millisecond); more are averaged first."""
_LARGEST = 1e150


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What the conditions say at one value.

    Args:
        index: index of the value among the finite ones.
        last: index of the last value that was averaged into it.
        value: the value.
        situation: the condition named.
        evidence: its numbers.
    """

    index: int
    last: int
    value: float
    situation: Situation
    evidence: Mapping[str, float]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A curve for the detectors.

    Args:
        unit: unit of the axis.
        name: what the curve is, such as ``"training loss"``.
        curve: the curve as logged.
        at: positions of the finite values.
        values: the finite values.
        bad: indices, in the curve, of what is not finite.
        glances: what the conditions say, in order.
        noise: robust standard deviation of the values around their way.
        digit: unit of the last decimal that the log writes.
    """

    unit: str
    name: str
    curve: Curve
    at: Sequence[float]
    values: Sequence[float]
    bad: Sequence[int]
    glances: Sequence[Glance]
    noise: float
    digit: float

    @property
    def end(self) -> float:
        """Last position of the curve, finite or not."""
        return self.curve.at[-1]

    @property
    def gap(self) -> float:
        """Usual distance of neighbouring records on the axis."""
        steps = sorted(after - before for before, after in zip(self.at, self.at[1:], strict=False))
        return steps[len(steps) // 2] if steps else 1.0


def view_of(curve: Curve, unit: str, name: str) -> View:
    """Prepare a curve."""
    good = [index for index, value in enumerate(curve.values) if -_LARGEST < value < _LARGEST]
    values = [curve.values[index] for index in good]
    kept = set(good)
    return View(
        unit=unit,
        name=name,
        curve=curve,
        at=[curve.at[index] for index in good],
        values=values,
        bad=[index for index in range(len(curve.values)) if index not in kept],
        glances=_glances(values),
        noise=scatter_of(values),
        digit=_digit(values),
    )


def _digit(values: Sequence[float]) -> float:
    decimals = (repr(each).partition("e")[0].partition(".")[2].rstrip("0") for each in values[:200])
    return float(10.0 ** -min(max(map(len, decimals), default=0), 8))


def _glances(values: Sequence[float]) -> list[Glance]:
    """Ask the conditions of ConB about every value, or about means of neighbours where there are too many."""
    each = math.ceil(len(values) / _WATCHED) or 1
    memory = Memory()
    glances = []
    for t, index in enumerate(range(0, len(values), each), start=1):
        some = values[index : index + each]
        value = some[0] if each == 1 else sum(one / len(some) for one in some)
        memory, sight = remembered(memory, t, value)
        said = diagnose(sight)
        if sight.verdict_due:
            memory = after_drift(memory) if said.situation is Situation.DRIFTED else after_rise(memory)
        glances.append(
            Glance(
                index=index,
                last=index + len(some) - 1,
                value=value,
                situation=said.situation,
                evidence=said.evidence,
            )
        )
    return glances
