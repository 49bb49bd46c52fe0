"""Every number that a situation gives as evidence has a meaning to read."""

import json
from pathlib import Path

from awarelr.render.report.meaning import meanings_of

_SNAPSHOTS = Path(__file__).parents[2] / "snapshots"
_OF_THE_STATE = {"since_last"}
"""Not measured: the sentence says what it is."""


def test_every_number_of_the_evidence_has_a_meaning() -> None:
    """Guards against a new name, such as stride_share, that a reader of the page meets for the first time."""
    names = {
        name
        for path in _SNAPSHOTS.glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
        for name in json.loads(line).get("decision", {}).get("evidence", {})
    }
    assert len(names) > 30
    assert names - set(meanings_of(names)) - _OF_THE_STATE == set()


def test_a_meaning_is_whole_though_it_takes_two_lines() -> None:
    meaning = meanings_of(["loss_rise", "unheard_of"])
    assert list(meaning) == ["loss_rise"]
    assert meaning["loss_rise"].endswith(".")
    assert "  " not in meaning["loss_rise"]
