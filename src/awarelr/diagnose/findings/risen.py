"""Spike, damage, drift and divergence: one departure from the level, four ends."""

from collections.abc import Sequence

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
_REGAINED = 0.3


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
    """True if single values rise half as high again and again around it: the tail of the noise, not damage."""
    half = each.level + 0.5 * (each.peak - each.level)
    glances = view.glances
    end = each.back if each.back is not None else len(glances)
    around = [*range(max(each.first - _AROUND, 0), each.first), *range(end, min(end + _AROUND, len(glances)))]
    high = [index for index in around if glances[index].value >= half]
    return sum(index - 1 not in high for index in high) >= _OFTEN


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
    return Finding(
        kind=Kind.DAMAGED,
        start=start,
        end=min(end, view.end),
        ongoing=not over,
        sentence=f"damage at {place(view.unit, start)}: the {view.name} {way} from {number(each.level)} to "
        f"{number(each.peak)}; price {price}{nearly}",
        advice=f"Next time go back to a checkpoint before {place(view.unit, start)} and go on with an LR 1.5 to 5 x "
        f"lower; clipping gradients guards against a repetition.",
        confidence=confident(each.z / 3.0, len(view.values)),
        evidence={**_evidence(each), "price": end - start},
        lower=(1.5, 5.0),
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
