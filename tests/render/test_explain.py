"""The text of two recorded runs, as a person has read and approved it.

After a wanted change: ``AWARELR_WRITE_SNAPSHOTS=1 pytest tests/render/test_explain.py``, then read what changed.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from awarelr.core import Decision, Reading
from awarelr.errors import JournalError
from awarelr.journal import Header, Journal, read_journal
from awarelr.journal.line import decision_line
from awarelr.render import Story, explain
from awarelr.render.story import Length
from awarelr.schedules import Aware, describe

Decided = Callable[[str], list[tuple[Reading, Decision]]]
LENGTHS: tuple[Length, ...] = ("line", "paragraph", "full", "json")
SNAPSHOTS = Path(__file__).parent / "snapshots"


def approved(name: str, text: str) -> None:
    path = SNAPSHOTS / name
    if os.environ.get("AWARELR_WRITE_SNAPSHOTS"):
        path.write_text(text)
    assert text == path.read_text()


@pytest.mark.parametrize("name", ["drift", "far_too_high"])
def test_the_story_of_a_recorded_run_reads_as_approved(decided: Decided, name: str) -> None:
    story = Story()
    for reading, decision in decided(name):
        story.add(reading, decision)
    approved(f"{name}.txt", "\n\n".join((story.text("line"), story.text("paragraph"), story.text("full"))) + "\n")
    approved(f"{name}.json", story.text("json") + "\n")


def test_a_journal_tells_the_same_story_as_the_run(tmp_path: Path, decided: Decided) -> None:
    pairs = decided("drift")
    story = Story()
    journal = Journal(tmp_path / "run.jsonl", Aware(), Aware().init(0.05), 0.05)
    for reading, decision in pairs:
        story.add(reading, decision)
        journal.record(reading, decision)
    journal.close()
    assert explain(tmp_path / "run.jsonl") == story.text()
    assert explain(tmp_path / "run.jsonl", "line") == story.text("line")


def test_a_journal_of_a_run_that_was_only_observed_says_so_after_a_resume_too(tmp_path: Path, decided: Decided) -> None:
    """Guards against a learning rate that *went* somewhere in the words, and stayed where it was in the training."""
    pairs, story, path = decided("drift")[:80], Story(), tmp_path / "run.jsonl"
    for meta, part in (({"observe_only": True}, pairs[:40]), ({}, pairs[40:])):
        aware = Aware()
        header = Header(
            schedule=describe(aware),
            lr0=0.05,
            t=part[0][1].t - 1,
            state=aware.dump(aware.init(0.05)),
            meta=meta,
            version="0",
        )
        with path.open("a") as file:
            file.write(header.line())
            file.writelines(decision_line(decision.lr_before, reading, decision) for reading, decision in part)
        for reading, decision in part:
            story.add(reading, decision)
    assert [part.acted for part in read_journal(path).parts() if isinstance(part, Header)] == [False, True]
    assert "AwareLR would have raised it at " in explain(path, "paragraph")
    for length in LENGTHS:
        assert explain(path, length) == story.text(length, acted=False)


def test_an_empty_journal_has_nothing_to_tell(tmp_path: Path) -> None:
    (tmp_path / "run.jsonl").touch()
    with pytest.raises(JournalError, match=r"run\.jsonl holds no decision yet, so there is nothing to tell"):
        explain(tmp_path / "run.jsonl")


def test_a_missing_journal_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="cannot be read"):
        explain(tmp_path / "run.jsonl")
