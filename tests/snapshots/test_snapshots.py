"""One real journal for each situation: the same readings give the same situation, LR, action and sentence again.

Where a change of the law is meant, record them anew with ``python tests/snapshots/record.py`` and read the difference.
"""

import re
from pathlib import Path

import pytest

from awarelr.core import Situation
from awarelr.core.situations import SITUATIONS, lowering
from awarelr.journal import read_journal, replay
from awarelr.schedules import Aware, build

JOURNALS = sorted(Path(__file__).parent.glob("*.jsonl"))


@pytest.mark.parametrize("path", JOURNALS, ids=lambda path: path.stem)
def test_a_journal_is_decided_again_as_it_was(path: Path) -> None:
    run = read_journal(path)
    assert run.header is not None
    schedule = build(run.header.schedule)
    assert isinstance(schedule, Aware)
    state = schedule.load(run.header.state)
    for entry in run.entries():
        expected = entry.decision
        state, decision = schedule.step(state, entry.reading)
        assert decision.situation is expected.situation
        assert decision.action == expected.action
        assert decision.sentence == expected.sentence
        assert decision.lr == pytest.approx(expected.lr, rel=1e-9, abs=0.0)
        assert decision.written_lr == pytest.approx(expected.written_lr, rel=1e-9, abs=0.0)
        assert (decision.t, decision.clock) == (expected.t, expected.clock)
        assert dict(decision.evidence) == pytest.approx(dict(expected.evidence), rel=1e-9, abs=1e-12, nan_ok=True)


@pytest.mark.parametrize("path", JOURNALS, ids=lambda path: path.stem)
def test_a_journal_holds_the_situation_that_it_is_named_for(path: Path) -> None:
    run = read_journal(path)
    assert run.header is not None
    situation = Situation[str(run.header.meta["situation"])]
    named = [entry.decision.situation for entry in run.entries()]
    assert situation in named
    assert path.stem.startswith(situation.name.lower())
    assert re.match(r"a [\w ]+", str(run.header.meta["about"]))


@pytest.mark.parametrize("path", JOURNALS, ids=lambda path: path.stem)
def test_a_replay_of_the_journal_alone_finds_no_difference(path: Path) -> None:
    report = replay(path, tolerance=1e-9)
    assert report.same, report.first
    assert report.decisions >= 12


def test_every_situation_that_the_core_can_name_has_a_journal() -> None:
    named = {each.__module__.rsplit(".", 1)[1] for each in (*SITUATIONS, lowering.examine)}
    assert named <= {path.stem for path in JOURNALS}
