"""Rollbacks, drifts, spikes and faults are marked; too many are joined, and none is lost from the count."""

from dataclasses import replace

import pytest

from awarelr.core import Action, Decision, Reading
from awarelr.core.diagnosis import Situation
from awarelr.journal import Entry
from awarelr.render.report.mark import MarkKind, Marks

PLAIN = Decision(
    t=1, clock=1, lr_before=0.1, lr=0.1, written_lr=0.1, situation=Situation.RAISING, evidence={}, sentence=""
)


def marked(*decisions: Decision, most: int = 100) -> list[tuple[MarkKind, int, int, int]]:
    marks = Marks(most)
    for decision in decisions:
        marks.add(Entry(line=decision.t + 1, lr=0.1, reading=Reading(t=decision.t), decision=decision))
    return [(each.kind, each.entry.decision.t, each.last, each.times) for each in marks.found()]


@pytest.mark.parametrize(
    ("situation", "action", "kinds"),
    [
        (Situation.RAISING, Action.KEEP_SNAPSHOT, []),
        (Situation.NON_FINITE, Action.RESTORE, [MarkKind.NOT_FINITE, MarkKind.ROLLBACK]),
        (Situation.DIVERGED, Action.RESTORE | Action.PROBE, [MarkKind.ROLLBACK]),
        (Situation.DRIFTED, Action.REBASE_ALL, [MarkKind.DRIFT]),
        (Situation.PROBING, Action.REBASE_ALL, []),  # a bad batch did it, the LR stays
        (Situation.OVERSTEPPED, Action.RESTORE | Action.REBASE_ALL, [MarkKind.ROLLBACK]),  # a precaution blames nobody
        (Situation.SPIKE, Action.NONE, [MarkKind.SPIKE]),
        (Situation.OVERRIDDEN, Action.NONE, [MarkKind.OVERWRITTEN]),
    ],
)
def test_what_is_marked(situation: Situation, action: Action, kinds: list[MarkKind]) -> None:
    found = marked(replace(PLAIN, situation=situation, action=action))
    assert [kind for kind, *_ in found] == kinds


def test_a_verdict_that_cuts_the_lr_is_marked() -> None:
    found = marked(replace(PLAIN, situation=Situation.PROBING, action=Action.REBASE_ALL, lr=PLAIN.lr_before / 3.0))
    assert [kind for kind, *_ in found] == [MarkKind.BLAMED]


def test_too_many_are_joined_the_closest_first() -> None:
    spikes = [replace(PLAIN, t=t, situation=Situation.SPIKE) for t in (1, 2, 3, 50, 53, 100, 200)]
    found = marked(*spikes, most=6)
    assert [(first, last, times) for _, first, last, times in found] == [(1, 53, 5), (100, 100, 1), (200, 200, 1)]


def test_a_million_faults_stay_few() -> None:
    faults = (replace(PLAIN, t=t, situation=Situation.NON_FINITE) for t in range(1, 5001))
    found = marked(*faults, most=100)
    assert len(found) <= 100
    assert sum(times for *_, times in found) == 5000
