"""A loss that swings to and fro with a period."""

import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import final

from awarelr.core.signals.period import Swing, swing_of
from awarelr.core.signals.slope import slope_of
from awarelr.diagnose.finding import Finding, Kind
from awarelr.diagnose.run import Run
from awarelr.diagnose.view import View
from awarelr.diagnose.words import confident, number, place, span

__all__ = ["early_swing", "oscillating"]

_WINDOWS = (24, 48, 72, 96, 144, 192)
_SCALES = (1, 4, 16, 64)
_MATTERS = 0.05
"""Least share of the whole curve's range that a swing must have: data in a fixed order ripple, too (*ours*)."""
_LONG, _LASTING = 48, 2.8
"""Values, and periods, that a swing must last: among many short windows of noise some look alike (*ours*)."""
_THROWN = 10.0
"""Times the first value beyond which a loss has been thrown up (*ours*)."""
_TURNS = 3
_LEAST = 6
_EARLY = 10
_MOST_AGAIN = 0.98
"""A correlation of fewer and fewer pairs can exceed 1; beyond this the t says nothing more (*ours*)."""
_NEAR = 0.35
"""Share of a swing within which a value one period later counts as the same (*ours*)."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class _Hit:
    """A window in which the curve swings; indices and period in values."""

    first: int
    last: int
    period: float
    swing: Swing
    count: int


def oscillating(view: View, run: Run) -> list[Finding]:
    """Name stretches in which the loss swings regularly, whatever the period.

    Source: darkflow#118 shows a loss between two bounds for ever; the test is that of `awarelr.core.signals.period`.
    """
    episodes: list[list[_Hit]] = []
    for scale in _SCALES:
        for hits in _grouped(list(_hits(view.values, scale)), min(_LONG * scale, len(view.values) // 2)):
            begin, end = hits[0].first, hits[-1].last
            if not any(begin <= other[-1].last and end >= other[0].first for other in episodes):
                episodes.append(hits)
    return [_named(view, run, hits) for hits in sorted(episodes, key=lambda hits: hits[0].first)]


def _hits(values: Sequence[float], scale: int) -> Iterator[_Hit]:
    if scale == 1:
        series = list(values)
    else:
        series = [statistics.fmean(values[at : at + scale]) for at in range(0, len(values) - scale + 1, scale)]
    reach = _reach(values)
    for window in _WINDOWS:
        for first in range(0, len(series) - window + 1, max(window // 4, 1)):
            part = series[first : first + window]
            swing = swing_of(part)
            if swing is not None and _size(part, swing) > _MATTERS * reach:
                last = min((first + window) * scale, len(values)) - 1
                yield _Hit(first=first * scale, last=last, period=swing.period * scale, swing=swing, count=window)


def _reach(values: Sequence[float]) -> float:
    """Return the range of a curve without what its first steps threw far up: beside that every swing is small."""
    most = _THROWN * values[0] if values[0] > 0.0 else math.inf
    return max(value for value in values if value <= most) - min(values)


def _size(part: Sequence[float], swing: Swing) -> float:
    """Return how far the regular part of a swing goes from low to high, without the noise on it."""
    return 2.0 * math.sqrt(2.0 * swing.again) * slope_of(part).noise


def _grouped(hits: list[_Hit], least: int) -> list[list[_Hit]]:
    """Join hits that touch and agree; a lone one counts only if it shows four periods, a short one not at all."""
    groups: list[list[_Hit]] = []
    for hit in sorted(hits, key=lambda hit: (hit.first, hit.last)):
        for group in groups:
            if hit.first <= group[-1].last + 1 and 0.75 < hit.period / group[-1].period < 1.34:  # noqa: PLR2004
                group.append(hit)
                break
        else:
            groups.append([hit])
    kept = [
        group
        for group in groups
        if (len(group) > 1 or group[0].count >= 4 * group[0].swing.period)
        and 1 + max(hit.last for hit in group) - group[0].first >= max(_LASTING * group[0].period, least)
    ]
    for group in kept:
        group.sort(key=lambda hit: hit.last)
    return sorted(kept, key=lambda group: group[0].first - group[-1].last)


def _onset(values: Sequence[float], hit: _Hit) -> int:
    """Return where, going back from the end of the first window, the values stop coming again a period later."""
    period = max(round(hit.period), 1)
    near = _NEAR * (hit.swing.high - hit.swing.low)
    first, misses = max(hit.last - period, hit.first), 0
    for index in range(first, hit.first - 1, -1):
        if abs(values[index] - values[index + period]) < near:
            first, misses = index, 0
        elif misses == _TURNS:
            break
        else:
            misses += 1
    return first


def _named(view: View, run: Run, hits: list[_Hit]) -> Finding:
    first = _onset(view.values, min(hits, key=lambda hit: hit.last))
    last = max(hit.last for hit in hits)
    clearest = max(hits, key=lambda hit: hit.swing.again)
    low = statistics.fmean(hit.swing.low for hit in hits)
    high = statistics.fmean(hit.swing.high for hit in hits)
    again = min(clearest.swing.again, _MOST_AGAIN)
    t = again * math.sqrt((clearest.count - 2) / (1.0 - again * again))
    period = clearest.period * view.gap
    ongoing = last >= len(view.values) - 1 - 2 * clearest.period
    cyclic = run.lr is not None and len(run.lr.values) >= _WINDOWS[0] and _cycles(run.lr.values)
    where = f"from {place(view.unit, view.at[first])} " + (
        "to the end" if ongoing else f"to {place(view.unit, view.at[last])}"
    )
    return Finding(
        kind=Kind.OSCILLATING,
        start=view.at[first],
        end=view.end if ongoing else view.at[last],
        ongoing=ongoing,
        sentence=f"the {view.name} swings between {number(low)} and {number(high)} with a period of about "
        f"{span(view.unit, round(period, 1))} {where}",
        advice="The LR itself goes up and down: compare with its period before blaming its height."
        if cyclic
        else "Lower the LR 2 to 5 x: if the swing ends, that was it.",
        confidence=0.5 if cyclic else confident(t, last - first + 1),
        evidence={"period": period, "low": low, "high": high, "again": again},
        lower=None if cyclic else (2.0, 5.0),
        t=t,
    )


def _cycles(rates: Sequence[float]) -> bool:
    moves = [after - before for before, after in pairwise(rates) if after != before]
    return sum(before * after < 0.0 for before, after in pairwise(moves)) >= _TURNS


def _sawtooth(view: View, values: Sequence[float], size: float) -> bool:
    """True if a short log goes up and down all the time, each time to about where it was: noise hardly ever does."""
    if len(values) < _LEAST or len(view.values) > 2 * len(values):
        return False
    moves = [after - before for before, after in pairwise(values)]
    back = statistics.fmean(abs(values[at + 2] - values[at]) for at in range(len(values) - 2))
    return all(before * after < 0.0 for before, after in pairwise(moves)) and back < 0.5 * size


def early_swing(view: View, *, fatal: bool, until: float) -> list[Finding]:
    """Name the first few losses of a run if they turn round every time and lead nowhere, or into NaN.

    Args:
        view: the curve.
        fatal: True if what follows is not finite, or dead.
        until: position at which that begins.

    Source: sequence_tagging#47 and tensorflow#12287 begin like that.
    """
    values = [value for at, value in zip(view.at, view.values, strict=True) if at < until or not fatal][:_EARLY]
    if len(values) < _TURNS:
        return []
    moves = [after - before for before, after in pairwise(values)]
    turning = [before * after < 0.0 for before, after in pairwise(moves)]
    turns = next((count for count, each in enumerate(turning) if not each), len(turning))
    turns = max(turns, sum(turning) if fatal else 0)
    size = statistics.fmean(map(abs, moves))
    if not (turns >= _TURNS if fatal else _sawtooth(view, values, size)):
        return []
    if abs(values[-1] - values[0]) > size:
        return []
    return [
        Finding(
            kind=Kind.OSCILLATING,
            start=view.at[0],
            end=view.at[len(values) - 1],
            ongoing=len(values) == len(view.curve.values),
            sentence=f"the first {len(values)} values of the {view.name} turn round {turns} times by {number(size)} a "
            f"step on average and lead nowhere",
            advice="Start again with an LR 3 to 30 x lower."
            if fatal
            else "Unless that is noise, the LR is too high: log more values, or try an LR 3 to 10 x lower.",
            confidence=0.8 if fatal else 0.4,
            evidence={"turns": float(turns), "size": size},
            lower=(3.0, 30.0) if fatal else (3.0, 10.0),
        )
    ]
