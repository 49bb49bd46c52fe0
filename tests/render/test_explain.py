"""The text of two recorded runs, as a person has read and approved it.

After a wanted change: ``AWARELR_WRITE_SNAPSHOTS=1 pytest tests/render/test_explain.py``, then read what changed.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from awarelr.core import Decision, Reading
from awarelr.errors import JournalError
from awarelr.journal import Journal
from awarelr.render import Story, explain
from awarelr.schedules import Aware

Decided = Callable[[str], list[tuple[Reading, Decision]]]
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


def test_an_empty_journal_says_that_nothing_happened(tmp_path: Path) -> None:
    (tmp_path / "run.jsonl").touch()
    assert explain(tmp_path / "run.jsonl") == "No step has been made yet."


def test_a_missing_journal_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="cannot be read"):
        explain(tmp_path / "run.jsonl")
