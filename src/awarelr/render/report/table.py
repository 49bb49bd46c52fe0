"""The curves as a table, for those who hear a page or copy from it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import final

from awarelr.core.diagnosis import Situation
from awarelr.render.phrases import number
from awarelr.render.report.record import Record
from awarelr.render.report.thinning import Bucket

__all__ = ["Values", "table_of"]

_MOST = 40
"""Rows at most (*ours*): as many as one listens to; the journal has them all."""
_NONE = "none"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """One row: the values of a stretch, in words; "none" where there is none.

    Args:
        first: its first reading.
        last: its last reading.
        lr: LR decided at its end.
        lr_span: lowest and highest LR.
        loss: mean of its losses.
        loss_span: lowest and highest loss.
        validation: last validation loss that the page keeps of it.
        situation: the most frequent situation.
    """

    first: int
    last: int
    lr: str
    lr_span: str
    loss: str
    loss_span: str
    validation: str
    situation: str


def table_of(record: Record) -> list[Values]:
    """Return at most 40 rows of about equal length, in order."""
    buckets = record.buckets
    rows = min(len(buckets), _MOST)
    edges = [round(row * len(buckets) / rows) for row in range(rows + 1)]
    return [_row(buckets[begin:end]) for begin, end in pairwise(edges)]


def _row(buckets: Sequence[Bucket]) -> Values:
    losses = sum(each.losses for each in buckets)
    ends = [each for bucket in buckets for each in (bucket.loss_low, bucket.loss_high) if each is not None]
    seen = [each.reading.loss for each in ends if each.reading.loss is not None]
    checks = sorted((each for bucket in buckets for each in bucket.validations), key=lambda each: each.line)
    validation = checks[-1].reading.validation if checks else None
    counts: Counter[Situation] = Counter()
    for each in buckets:
        counts.update(each.counts)
    return Values(
        first=buckets[0].first.decision.t,
        last=buckets[-1].last.decision.t,
        lr=number(buckets[-1].last.decision.written_lr),
        lr_span=_span(
            min(each.lr_low.decision.written_lr for each in buckets),
            max(each.lr_high.decision.written_lr for each in buckets),
        ),
        loss=number(sum(each.total for each in buckets) / losses) if losses else _NONE,
        loss_span=_span(min(seen), max(seen)) if seen else _NONE,
        validation=_NONE if validation is None else number(validation),
        situation=counts.most_common(1)[0][0].label,
    )


def _span(low: float, high: float) -> str:
    one, other = number(low), number(high)
    return one if one == other else f"{one} to {other}"
