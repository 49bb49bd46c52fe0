"""Spike, damage, drift and divergence: one departure from the level, four ends."""

import math
import statistics
from collections.abc import Sequence

from awarelr.core.signals.scatter import scatter_of
from awarelr.diagnose.finding import Finding, Kind
from awarelr.diagnose.findings.departure import Departure, departures
from awarelr.diagnose.view import View
from awarelr.diagnose.words import confident, number, place, span

__all__ = ["risen"]

_FEW = 2
_MANY, _HIGH = 5, 10.0
"""A departure is worth a name if it has so many values, or lies so many noises above (*ours*)."""
_DIGITS = 5.0
_AROUND, _OFTEN = 100, 3
"""Values on either side, and separate rises among them half as high, from which a rise is usual (*ours*)."""
_NEAR, _FLOOR = 15, 4
"""Values on either side that tell a level, of which the lowest in so many is its floor (*ours*)."""
_FACTORS = 4.0
"""Standard errors by which a departure must stand out on a logarithmic axis, too (*ours*)."""
_REGAINED = 0.3
_FIRST_STEPS = 3
"""Values before which there is no checkpoint to go back to."""


def risen(view: View, blocked: Sequence[Finding]) -> list[Finding]:
    """Name what left its level upward.

    Args:
        view: the curve.
        blocked: stretches that have a name already, such as a swing.

    Source: torchmd-net#29 (damage at one epoch, ten epochs lost), keras#7603 (a loss that rises for 800 epochs).
    """
    found: list[Finding] = []
    spikes: list[Departure] = []
    for each in departures(view):
        at = view.at[view.glances[each.first].index]
        if any(other.start <= at <= other.end for other in blocked):
            continue
        if each.above <= _FEW:
            spikes.append(each)
        elif _counts(view, each):
            found.append(_named(view, each))
    return found + _spikes(view, spikes)


def _counts(view: View, each: Departure) -> bool:
    """True if a departure is more than noise that wanders, or than the last digit of the log."""
    rise = each.peak - each.level
    if rise < _DIGITS * view.digit or (each.back is not None and _usual(view, each)):
        return False
    if each.back is not None and not each.sudden:
        return rise > _HIGH * max(each.noise, view.noise)
    return each.above >= _MANY or rise > _HIGH * each.noise


def _usual(view: View, each: Departure) -> bool:
    """True if it is how this loss always is, and no damage.

    Either single values rise half as high again and again around it, be it above one level, or above the floor of a
    loss that goes down in ripples. Or the loss scatters by factors, as one near zero does, and such a factor is nothing
    rare.
    """
    values = [glance.value for glance in view.glances]
    end = each.back if each.back is not None else len(values)
    around = [*range(max(each.first - _AROUND, 0), each.first), *range(end, min(end + _AROUND, len(values)))]
    half = 0.5 * (each.peak - each.level)
    level = {index for index in around if values[index] >= each.level + half}
    if _times(level) >= _OFTEN or _times({i for i in around if values[i] - _floor(values, i) >= half}) >= _OFTEN:
        return True
    return _by_factors([values[index] for index in around], values, each)


def _times(high: set[int]) -> int:
    """Return how many separate times values were high."""
    return sum(index - 1 not in high for index in high)


def _floor(values: Sequence[float], index: int) -> float:
    near = sorted(values[max(index - _NEAR, 0) : index + _NEAR + 1])
    return near[len(near) // _FLOOR]


def _by_factors(around: Sequence[float], values: Sequence[float], each: Departure) -> bool:
    """True if a departure does not stand out on a logarithmic axis; False where there is none, or too little around."""
    stretch = values[each.first : each.back]
    if min(*stretch, *around, 1.0) <= 0.0 or len(around) < _NEAR:
        return False
    near = [*values[max(each.first - _NEAR, 0) : each.first], *values[each.first + len(stretch) :][:_NEAR]]
    rise = statistics.fmean(map(math.log, stretch)) - statistics.median(map(math.log, near))
    return rise < _FACTORS * scatter_of(list(map(math.log, around))) / math.sqrt(len(stretch))


def _named(view: View, each: Departure) -> Finding:
    if each.back is not None or (each.sudden and each.regained >= _REGAINED):
        return _damaged(view, each)
    return _drifted(view, each) if each.sudden and each.above >= _MANY else _diverged(view, each)


def _evidence(each: Departure) -> dict[str, float]:
    return {"level": each.level, "peak": each.peak, "noise": each.noise, "above": float(each.above), "z": each.z}


def _damaged(view: View, each: Departure) -> Finding:
    start = view.at[view.glances[each.first].index]
    over = each.back is not None
    end = view.at[view.glances[each.back].index] if each.back is not None else view.end + view.gap
    price = span(view.unit, end - start)
    nearly = "" if over else f" so far: at {number(view.values[-1])} it is not quite back"
    way = "jumped" if each.sudden else "rose"
    first = each.first < _FIRST_STEPS
    return Finding(
        kind=Kind.DAMAGED,
        start=start,
        end=min(end, view.end),
        ongoing=not over,
        sentence=f"damage at {place(view.unit, start)}: the {view.name} {way} from {number(each.level)} to "
        f"{number(each.peak)}; price {price}{nearly}",
        advice="Next time start with an LR 3 to 10 x lower, or with a warm-up."
        if first
        else f"Next time go back to a checkpoint before {place(view.unit, start)} and go on with an LR 1.5 to 5 x "
        f"lower; clipping gradients guards against a repetition.",
        confidence=confident(each.z / 3.0, len(view.values)),
        evidence={**_evidence(each), "price": end - start},
        lower=(3.0, 10.0) if first else (1.5, 5.0),
        t=each.z,
    )


def _drifted(view: View, each: Departure) -> Finding:
    start = view.at[view.glances[each.first].index]
    return Finding(
        kind=Kind.DRIFTED,
        start=start,
        end=view.end,
        ongoing=True,
        sentence=f"the {view.name} jumped from {number(each.level)} to {number(each.peak)} at "
        f"{place(view.unit, start)} and stays",
        advice="If the data changed there, the LR may rise again to learn the new ones. If not, the weights were "
        f"damaged: go back to a checkpoint before {place(view.unit, start)} and go on with an LR 1.5 to 5 x lower.",
        confidence=min(confident(each.z / 3.0, len(view.values)), 0.8),
        evidence=_evidence(each),
        t=each.z,
    )


def _diverged(view: View, each: Departure) -> Finding:
    start = view.at[view.glances[each.first].index]
    return Finding(
        kind=Kind.DIVERGED,
        start=start,
        end=view.end,
        ongoing=True,
        sentence=f"the {view.name} rose from {number(each.level)} to {number(each.latest)} since "
        f"{place(view.unit, start)} and has not come back",
        advice=f"Go back to a checkpoint before {place(view.unit, start)} and go on with an LR 3 to 10 x lower.",
        confidence=confident(each.z, len(view.values)),
        evidence=_evidence(each),
        lower=(3.0, 10.0),
        t=each.z,
    )


def _spikes(view: View, spikes: Sequence[Departure]) -> list[Finding]:
    if not spikes:
        return []
    first, last = (view.at[view.glances[spikes[index].first].index] for index in (0, -1))
    highest = max(spikes, key=lambda each: each.z)
    where = f"at {place(view.unit, first)}" if len(spikes) == 1 else f"{place(view.unit, first)} to {last:,.6g}"
    many = "a spike" if len(spikes) == 1 else f"{len(spikes)} spikes"
    return [
        Finding(
            kind=Kind.SPIKE,
            start=first,
            end=last,
            ongoing=False,
            sentence=f"{many} ({where}), the highest {number(highest.peak)} where {number(highest.level)} is usual; "
            f"the loss came back at once",
            advice="Nothing needs doing; if they become more, look at those batches or clip gradients.",
            confidence=confident(highest.z / 3.0, len(view.values)),
            evidence={**_evidence(highest), "spikes": float(len(spikes))},
            t=highest.z,
        )
    ]
