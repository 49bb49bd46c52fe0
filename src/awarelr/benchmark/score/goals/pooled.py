"""Goals that are one number over all the contests of a protocol."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import final

from awarelr.benchmark.score.goal import Figure, Goal, Unit
from awarelr.benchmark.score.goals.evidence import Evidence
from awarelr.benchmark.score.goals.sample import Sample, sample_of
from awarelr.benchmark.score.goals.statistics import (
    Statistic,
    disasters,
    floored,
    geo_mean,
    median,
    reached,
    within,
    worst,
)
from awarelr.benchmark.score.weights import Weights

__all__ = ["pooled"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A number that a protocol is summed up in, and where it must get."""

    protocol: str
    name: str
    statistic: Statistic
    bound: float | None = None
    unit: Unit = Unit.RATIO
    upward: bool = False


_LINES = (
    _Line(protocol="wrong_lr", name="geometric mean", statistic=geo_mean, bound=0.95),
    _Line(protocol="wrong_lr", name="the same, below 0.8 counted as 0.8", statistic=floored, bound=1.0),
    _Line(protocol="wrong_lr", name="median", statistic=median, bound=0.99),
    _Line(protocol="wrong_lr", name="worst", statistic=worst, bound=1.5),
    _Line(protocol="wrong_lr", name="within 5 %", statistic=within, bound=0.85, unit=Unit.SHARE, upward=True),
    _Line(protocol="wrong_lr", name="disasters", statistic=disasters, bound=0.0, unit=Unit.SHARE),
    _Line(protocol="default", name="geometric mean", statistic=geo_mean),
    _Line(protocol="default", name="worst", statistic=worst),
    _Line(protocol="default", name="within 5 %", statistic=within, unit=Unit.SHARE, upward=True),
    _Line(protocol="default", name="disasters", statistic=disasters, unit=Unit.SHARE),
    _Line(protocol="tuned", name="geometric mean", statistic=geo_mean),
    _Line(protocol="tuned", name="within 5 %", statistic=within, unit=Unit.SHARE, upward=True),
    _Line(protocol="target", name="steps to the tuned cosine's measure / its budget", statistic=geo_mean, bound=0.85),
    _Line(protocol="target", name="gets there in twice the budget", statistic=reached, unit=Unit.SHARE, upward=True),
)
"""Bounds are the project's own, set before the law was measured."""


def pooled(evidence: Evidence) -> Iterator[Goal]:
    """Yield the goals of the protocols that are asked."""
    for protocol in dict.fromkeys(line.protocol for line in _LINES):
        asked = evidence.asked(protocol)
        samples = {weights: sample_of(evidence.scored(asked, weights)) for weights in Weights}
        for line in _LINES:
            if asked and line.protocol == protocol:
                yield Goal(
                    protocol=protocol,
                    name=line.name,
                    unit=line.unit,
                    bound=line.bound,
                    upward=line.upward,
                    averaged=_figure(line, samples[Weights.AVERAGED], len(asked)),
                    last=_figure(line, samples[Weights.LAST], len(asked)),
                )


def _figure(line: _Line, sample: Sample, asked: int) -> Figure | None:
    return (sample.flagged() if line.statistic is disasters else sample).figure(line.statistic, asked)
