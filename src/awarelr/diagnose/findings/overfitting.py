"""A validation loss that rises: overfitting if the training loss falls meanwhile."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

from awarelr.core.signals.scatter import scatter_of
from awarelr.core.signals.slope import slope_of
from awarelr.diagnose.finding import Finding, Kind
from awarelr.diagnose.run import Run
from awarelr.diagnose.view import View
from awarelr.diagnose.words import confident, measured, number, place, statistic

__all__ = ["Rise", "overfitting", "rise_of"]

_LEAST, _SHORT = 5, 20
_T = 4.0
_VERDICT = -2.0
_SMALL = 0.1
"""Share of the descent before it below which a rise is not yet worth much (*ours*)."""
_ABOVE = 0.9
"""Share of the later values above the best level, from which a rise at the very start has stayed (*ours*)."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Rise:
    """A rise from the best value to the end.

    Args:
        best: index of the best value.
        seen: index of the value at which the rise could first be named.
        latest: level at the end.
        t: test statistic.
        share: rise over the way that the curve had come down before, by its median; infinite if it had not.
        settled: True if it rose at the very start and has stayed up since, rather than rising to the end.
    """

    best: int
    seen: int
    latest: float
    t: float
    share: float
    settled: bool = False


def overfitting(run: Run, validation: View) -> list[Finding]:
    """Name a rising validation loss for what it is, as far as the training loss is known.

    Noise alone is no rise: it must exceed what the lowest of so many noisy values explains.

    Source: PaddleSpeech#197 (validation only), torchmd-net PR#27 (validation too noisy to decide on).
    """
    rise = rise_of(validation.values)
    if rise is None:
        return []
    best, onset = validation.at[rise.best], validation.at[min(rise.best + 1, len(validation.at) - 1)]
    trend = _training(run, best)
    if trend is not None and trend > _T:
        return []  # the training loss rises too: that is no overfitting, and has its own finding
    since = "soon rose for good" if rise.settled else "rises since"
    words = (
        f"the validation loss was best at {place(run.unit, best)} ({number(validation.values[rise.best])}) and "
        f"{since}, to {number(rise.latest)}; it showed at {place(run.unit, validation.at[rise.seen])}"
    )
    kind, sentence, advice, confidence = _judged(run, trend, words, confident(rise.t, len(validation.values)), best)
    if rise.share < _SMALL:
        sentence += f"; so far by {rise.share:.1%} of the way it had come down"
        confidence = min(confidence, 0.6)
    return [
        Finding(
            kind=kind,
            start=onset,
            end=validation.end,
            ongoing=True,
            sentence=sentence,
            advice=advice,
            confidence=confidence,
            evidence=_evidence(validation, rise, trend),
            t=rise.t,
        )
    ]


def _evidence(validation: View, rise: Rise, trend: float | None) -> dict[str, float]:
    evidence = {
        "best": validation.values[rise.best],
        "best_at": validation.at[rise.best],
        "seen_at": validation.at[rise.seen],
        "latest": rise.latest,
        "t": rise.t,
    }
    return evidence if trend is None else {**evidence, "train_z": trend}


def _judged(run: Run, trend: float | None, words: str, surety: float, best: float) -> tuple[Kind, str, str, float]:
    stop = (
        f"Stop at or go back to {place(run.unit, best)}, and regularise (more data, augmentation, weight decay, "
        f"dropout); a lower LR will not mend it."
    )
    if trend is None:
        sentence = f"{words}: overfitting if the training loss fell: give it to be sure"
        advice = f"Give the training loss as well. If it fell: {stop[0].lower()}{stop[1:]} If it rose: lower the LR."
        return Kind.VALIDATION_RISING, sentence, advice, min(surety, 0.7)
    if trend < _VERDICT:
        return (
            Kind.OVERFITTING,
            f"{words}, while the training loss falls (z {statistic(trend)})",
            stop,
            max(surety, 0.9),
        )
    return (
        Kind.OVERFITTING,
        f"{words}, while the training loss hardly moves (z {statistic(trend)})",
        stop,
        min(surety, 0.6),
    )


def _training(run: Run, since: float) -> float | None:
    """Return the z of the training loss's slope from a position on; None if it was not logged."""
    if run.train is None or run.validation is None:
        return None
    late = [v for at, v in zip(run.train.at, run.train.values, strict=True) if at >= since and abs(v) < math.inf]
    if len(late) < 3:  # noqa: PLR2004 - no line through fewer
        return None
    line = slope_of(late)
    z = line.slope / line.width if line.width > 0.0 else line.z
    return measured(z)


def rise_of(values: Sequence[float]) -> Rise | None:
    """Return the rise of a curve from its best value to its end, or None.

    Example:
        >>> rise = rise_of([5.0, 4.0, 3.0, 3.2, 3.1, 3.5, 3.7, 4.0, 4.1])
        >>> rise.best, rise.seen
        (2, 7)
    """
    if len(values) < _LEAST + 1:
        return None
    return _short(values) if len(values) < _SHORT else _long(values)


def _short(values: Sequence[float]) -> Rise | None:
    best = min(range(len(values)), key=values.__getitem__)
    t = _proof(values, best)
    if t is None:
        return None
    seen = next(end for end in range(best + 1, len(values)) if _proof(values[: end + 1], best) is not None)
    latest = statistics.median(values[-3:])
    return Rise(best=best, seen=seen, latest=latest, t=t, share=_share(values, best, latest))


def _proof(values: Sequence[float], best: int) -> float | None:
    """Return the t of a rise since the best of a few values, if its last three top all between and it is certain."""
    since = values[best:]
    if len(since) < _LEAST or min(since[-3:]) <= max(since[:-3]):
        return None
    t = measured(slope_of(since).z)
    return t if t > _T else None


def _long(values: Sequence[float]) -> Rise | None:
    count = len(values)
    width = min(max(count // 10, 3), 25)
    sums = [statistics.fmean(values[at : at + width]) for at in range(count - width + 1)]
    lowest = min(range(len(sums)), key=sums.__getitem__)
    best = min(range(lowest, lowest + width), key=values.__getitem__)
    noise = max(scatter_of(values[lowest:]), scatter_of(values) * 0.3, 1e-9 * (max(values) - min(values)))
    luck = noise * math.sqrt(2.0 * math.log(count / width + 1.0) / width)
    unit = noise * math.sqrt(2.0 / width)
    if lowest + 2 * width > count or noise <= 0.0:
        return None
    t = (sums[-1] - sums[lowest] - luck) / unit
    since = values[lowest + width // 2 :]
    line = slope_of(since)
    settled = line.slope <= _T * line.width
    if t <= _T or (settled and not (lowest < width and _stays(values[lowest + width :], sums[lowest] + luck))):
        return None
    seen = next(
        (at for at in range(lowest, len(sums)) if (sums[at] - sums[lowest] - luck) / unit > _T),
        len(sums) - 1,
    )
    share = _share(values, best, sums[-1])
    return Rise(best=best, seen=seen + width - 1, latest=sums[-1], t=t, share=share, settled=settled)


def _stays(later: Sequence[float], level: float) -> bool:
    """True if nearly all of what came later lies above: a network that knows its few examples by heart soon does."""
    return sum(each > level for each in later) >= _ABOVE * len(later)


def _share(values: Sequence[float], best: int, latest: float) -> float:
    descent = statistics.median(values[: best + 1]) - values[best]
    return (latest - values[best]) / descent if descent > 0.0 else math.inf
