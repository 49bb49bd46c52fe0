"""A run of any length fits a bounded number of stretches, and no peak is lost."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awarelr.core import Decision, Reading
from awarelr.core.diagnosis import Situation
from awarelr.journal import Entry
from awarelr.render.report.thinning import Bucket, Thinned


def entry(t: int, loss: float | None, lr: float) -> Entry:
    decision = Decision(
        t=t,
        clock=t,
        lr_before=lr,
        lr=lr,
        written_lr=lr,
        situation=Situation.RAISING if t % 3 else Situation.TURNING,
        evidence={},
        sentence="",
    )
    return Entry(line=t + 1, lr=lr, reading=Reading(t=t, loss=loss), decision=decision)


def thinned(losses: list[float | None], most: int) -> Thinned:
    found = Thinned(most=most)
    for t, loss in enumerate(losses, start=1):
        found.add(entry(t, loss, 0.1 + 0.01 * math.sin(t)))
    return found


@given(
    losses=st.lists(st.none() | st.floats(), min_size=2, max_size=40),
    lrs=st.lists(st.floats(1e-9, 1.0), min_size=40, max_size=40),
)
def test_the_quick_way_of_one_decision_is_that_of_a_stretch_of_one(
    losses: list[float | None], lrs: list[float]
) -> None:
    entries = [entry(t, loss, lr) for t, (loss, lr) in enumerate(zip(losses, lrs, strict=False), start=1)]
    entries = [
        replace(each, reading=replace(each.reading, validation=each.reading.loss)) if each.line % 4 == 0 else each
        for each in entries
    ]
    quick, long = Bucket.of(entries[0]), Bucket.of(entries[0])
    for each in entries[1:]:
        quick.take_in(each)
        long.take(Bucket.of(each))
    assert quick == long


@given(losses=st.lists(st.none() | st.floats(), min_size=1, max_size=200), half=st.integers(1, 12))
def test_extremes_ends_and_counts_survive(losses: list[float | None], half: int) -> None:
    found = thinned(losses, 2 * half)
    kept = [each for bucket in found.buckets for each in bucket.kept()]
    assert len(found.buckets) <= 2 * half
    assert [kept[0].decision.t, kept[-1].decision.t] == [1, len(losses)]
    assert [each.line for each in kept] == sorted({each.line for each in kept})
    finite = [loss for loss in losses if loss is not None and math.isfinite(loss)]
    shown = [each.reading.loss for each in kept if each.reading.loss is not None and math.isfinite(each.reading.loss)]
    if finite:
        assert (min(shown), max(shown)) == (min(finite), max(finite))
    assert sum(bucket.losses for bucket in found.buckets) == len(finite)
    assert sum(sum(bucket.counts.values()) for bucket in found.buckets) == len(losses)


@pytest.mark.parametrize(("steps", "size", "stretches"), [(8, 1, 8), (9, 2, 5), (16, 2, 8), (17, 4, 5), (1000, 128, 8)])
def test_stretches_double_when_they_become_too_many(steps: int, size: int, stretches: int) -> None:
    found = thinned([1.0] * steps, 8)
    assert (found.size, len(found.buckets)) == (size, stretches)
