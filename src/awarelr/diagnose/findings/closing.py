"""How a run stands at the end of its log, where nothing is wrong with it."""

import statistics
from collections import Counter

from awarelr.core.diagnosis import Situation
from awarelr.core.signals.scatter import scatter_of
from awarelr.core.signals.slope import slope_of
from awarelr.diagnose.finding import Finding, Kind
from awarelr.diagnose.findings.pace import pace_of
from awarelr.diagnose.findings.slow import spoilt, unhurried, unmoved
from awarelr.diagnose.findings.still_falling import LogFall, log_fall
from awarelr.diagnose.run import Run
from awarelr.diagnose.view import View
from awarelr.diagnose.words import confident, measured, number, place, statistic

__all__ = ["closing"]

_ENDS = {
    Situation.DESCENDING: Kind.DESCENDING,
    Situation.NOISE_FLOOR: Kind.NOISE_FLOOR,
    Situation.PLATEAU: Kind.PLATEAU,
    Situation.DEAD: Kind.PLATEAU,
    Situation.WARMING_UP: Kind.TOO_SHORT,
}
_ADVICE = {
    Kind.DESCENDING: "Nothing needs doing: go on.",
    Kind.NOISE_FLOOR: "Lower the LR 2 to 5 x, or let it decay: if the loss falls within a few hundred steps, noise "
    "held it up. If not, the LR is not too high: try 2 to 3 x more for as long; if nothing changes either, the model "
    "or the data is the limit.",
    Kind.PLATEAU: "Two trials of a few hundred steps tell: an LR 2 to 3 x higher, and one 3 to 10 x lower. Keep the "
    "one under which the loss falls; if it falls under neither, the model or the data is the limit.",
    Kind.FINISHED: "To go on, raise the LR again (a fresh cycle); otherwise nothing needs doing.",
}
_LOWER = {Kind.NOISE_FLOOR: (2.0, 5.0), Kind.PLATEAU: (3.0, 10.0)}
_HIGHER = {Kind.NOISE_FLOOR: (2.0, 3.0), Kind.PLATEAU: (2.0, 3.0)}
_LEAST, _SHORT = 5, 20
_DECAYED = 0.05
_T = 4.0


def closing(view: View, run: Run, since: float | None = None) -> Finding:
    """Say how the loss stands at the end: descending, at a noise floor, on a plateau, or too short to tell.

    Args:
        view: the curve.
        run: its run, for the LR.
        since: where it begins on the axis, if that is known better than here.

    Source: the conditions of `awarelr.schedules.ConditionBased`, the most frequent one of late; what they name is
        looked at again over the whole run, and what they call flat on a logarithmic axis too.
    """
    if len(view.values) < _SHORT:
        return _few(view)
    count = len(view.glances)
    kind = _commonest(view, max(5, count // 20)) or _commonest(view, count // 2)
    if kind is None:
        return _few(view)
    start = view.at[view.glances[_since(view, kind)].index] if since is None else since
    if _decayed(run):
        return _said(view, kind if kind is Kind.DESCENDING else Kind.FINISHED, start)
    return _whole(view, kind) or _said(view, kind, start)


def _commonest(view: View, last: int) -> Kind | None:
    """Return how it ends according to most of the last glances; None if none of them knows."""
    named = Counter(_ENDS.get(each.situation) for each in view.glances[-last:])
    return next((kind for kind, _ in named.most_common() if kind not in (None, Kind.TOO_SHORT)), None)


def _whole(view: View, kind: Kind) -> Finding | None:
    """Look at the run as a whole; None if that adds nothing to how it ends."""
    pace = pace_of(view.values)
    if pace is not None and pace.spoilt:
        return spoilt(view, pace, kind)
    if pace is not None and pace.unhurried:
        return unhurried(view, pace)
    fall = log_fall(view.values) if kind is not Kind.DESCENDING else None
    if fall is not None:
        return _falling(view, fall)
    return unmoved(view, pace, kind) if pace is not None and pace.unmoved and kind is not Kind.DESCENDING else None


def _falling(view: View, fall: LogFall) -> Finding:
    """Word a loss that still falls on a logarithmic axis."""
    level = statistics.median(view.values[-9:])
    start = view.at[fall.first]
    return Finding(
        kind=Kind.DESCENDING,
        start=start,
        end=view.end,
        ongoing=True,
        sentence=f"the {view.name} still falls on a logarithmic axis: from {place(view.unit, start)} to the end it "
        f"came down to {fall.factor:.2g} of itself, now {number(level)}",
        advice="Nothing needs doing: go on as long as such a fall is worth the time.",
        confidence=max(confident(fall.t, len(view.values)), 0.7),
        evidence={"level": level, "factor": fall.factor, "z": fall.t},
        t=fall.t,
    )


def _since(view: View, kind: Kind) -> int:
    """Return the glance since which the situations are of one kind, a few others in between allowed."""
    first, others = len(view.glances) - 1, 0
    for index in range(first - 1, -1, -1):
        if _ENDS.get(view.glances[index].situation) in (kind, None):
            first = index
        else:
            others += 1
        if others > max(3, (len(view.glances) - index) // 10):
            break
    return first


def _said(view: View, kind: Kind, start: float) -> Finding:
    level = statistics.median(view.values[-9:])
    noise = scatter_of([v for at, v in zip(view.at, view.values, strict=True) if at >= start][-64:])
    t = next((each.evidence["z"] for each in reversed(view.glances) if "fall" in each.evidence), 0.0)
    sentences = {
        Kind.DESCENDING: f"the {view.name} still falls, now at {number(level)}",
        Kind.NOISE_FLOOR: f"the {view.name} has been flat since {place(view.unit, start)} at {number(level)} under a "
        f"noise of {noise:.2g}",
        Kind.PLATEAU: f"the {view.name} has been flat since {place(view.unit, start)} at {number(level)}, and not "
        f"because of noise",
        Kind.FINISHED: f"the {view.name} is flat at {number(level)} and the LR has decayed: training is over",
    }
    moving = kind is Kind.DESCENDING
    return Finding(
        kind=kind,
        start=start,
        end=view.end,
        ongoing=True,
        sentence=sentences[kind],
        advice=_ADVICE[kind],
        confidence=max(confident(t, len(view.values)), 0.7) if moving else 0.6,
        evidence={"level": level, "noise": noise, "z": measured(t)},
        lower=_LOWER.get(kind),
        higher=_HIGHER.get(kind),
        t=measured(t) if moving else None,
    )


def _few(view: View) -> Finding:
    """Say what little a short log says."""
    values = view.values
    line = slope_of(values)
    t = measured(line.z)
    count = len(values)
    way = f"{number(values[0])} to {number(values[-1])}" if values else "nothing"
    if t < -_T:
        sentence = f"the {view.name} fell from {way} over {count} values"
        advice = "Nothing needs doing as far as so few values can tell: go on and look again after 20 or more."
        return _short(view, Kind.DESCENDING, sentence, advice, t)
    rising = f"; it rises (t {statistic(t)}), which so few values do not prove" if t > _T and count >= _LEAST else ""
    sentence = f"{count} values of the {view.name} ({way}) are too few to name anything{rising}"
    advice = "Log more values (20 or more), then ask again."
    return _short(view, Kind.TOO_SHORT, sentence, advice, t)


def _short(view: View, kind: Kind, sentence: str, advice: str, t: float) -> Finding:
    return Finding(
        kind=kind,
        start=view.at[0],
        end=view.end,
        ongoing=True,
        sentence=sentence,
        advice=advice,
        confidence=min(confident(t, len(view.values)), 0.6),
        evidence={"values": float(len(view.values)), "t": t},
        t=t if kind is Kind.DESCENDING else None,
    )


def _decayed(run: Run) -> bool:
    rates = run.lr.values if run.lr is not None else ()
    return bool(rates) and rates[-1] <= _DECAYED * max(rates)
