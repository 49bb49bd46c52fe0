"""Every decision replays from the journal to the same LR and the same words."""

import json
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awarelr.core import AwareSettings, Horizons, Reading
from awarelr.errors import JournalError
from awarelr.journal import Journal, read_journal, replay
from awarelr.schedules import Aware, Constant, Cosine, Warmup

Decide = Callable[..., Any]
Recorded = Callable[[str], list[Reading]]

RUNS = [
    "drift",
    "far_too_high",
    "full_batch",
    "known_budget",
    "non_finite",
    "ramp_from_far_below",
    "synthetic_a",
    "synthetic_b",
    "synthetic_c",
    "synthetic_known_budget",
]


def write(path: Path, readings: list[Reading], decide: Decide, schedule: Any = None) -> list[Any]:
    """Write the journal of a run; return its decisions."""
    schedule = schedule or Aware()
    journal = Journal(path, schedule=schedule, state=schedule.init(0.05), lr0=0.05)
    _, decisions = decide(readings, schedule)
    for reading, decision in zip(readings, decisions, strict=True):
        journal.record(reading, decision)
    journal.close()
    return list(decisions)


@pytest.mark.parametrize("name", RUNS)
def test_a_recorded_run_replays_bit_for_bit(tmp_path: Path, decide: Decide, recorded: Recorded, name: str) -> None:
    path = tmp_path / "run.jsonl"
    readings = recorded(name)
    write(path, readings, decide)
    report = replay(path)
    assert report.same
    assert report.decisions == len(readings)


@pytest.mark.parametrize(
    "schedule",
    [
        Constant(),
        Cosine(total_steps=50),
        Warmup(Cosine(total_steps=50), steps=5),
        Aware(settings=AwareSettings(total_steps=50, rollback=False, max_lr=0.3)),
    ],
)
def test_any_schedule_replays(tmp_path: Path, decide: Decide, recorded: Recorded, schedule: Any) -> None:
    path = tmp_path / "run.jsonl"
    write(path, recorded("far_too_high")[:60], decide, schedule)
    assert replay(path).same


maybe = st.none() | st.floats() | st.floats(-5, 5)
readings = st.builds(
    Reading,
    t=st.just(0),
    loss=maybe,
    grad_norm=maybe,
    alignment=st.builds(Horizons, short=maybe, medium=maybe, long=maybe),
    gain=maybe,
    displacement=maybe,
    probe=st.booleans(),
    undone=st.booleans(),
    set_aside=st.booleans(),
    validation=maybe,
    lr_found=st.none() | st.floats(),
)


@given(st.lists(readings, max_size=40), st.data())
def test_any_readings_come_back_and_replay_bit_for_bit_and_cut_at_any_byte_still_open(
    decide: Decide, some: list[Reading], data: st.DataObject
) -> None:
    some = [replace(each, t=t) for t, each in enumerate(some, start=1)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run.jsonl"
        decisions = write(path, some, decide)
        if not some:
            return
        assert replay(path).same
        assert repr([entry.reading for entry in read_journal(path).entries()]) == repr(some)
        content = path.read_bytes()
        size = data.draw(st.integers(0, len(content)))
        path.write_bytes(content[:size])
        assert replay(path).decisions == max(0, content[:size].count(b"\n") - 1) <= len(decisions)


def change(path: Path, line: int, key: str, value: object) -> None:
    """Change one field of one decision."""
    lines = path.read_text().splitlines()
    data = json.loads(lines[line - 1])
    data["decision"][key] = value
    lines[line - 1] = json.dumps(data)
    path.write_text("\n".join(lines) + "\n")


def test_a_changed_decision_is_listed_with_line_reading_field_and_both_values(
    tmp_path: Path, decide: Decide, recorded: Recorded
) -> None:
    path = tmp_path / "run.jsonl"
    decisions = write(path, recorded("drift")[:60], decide)
    change(path, 41, "written_lr", 0.5)
    change(path, 41, "sentence", "because I say so")
    change(path, 51, "evidence", {**decisions[49].evidence, "z_long": 99.0})
    report = replay(path)
    assert not report.same
    assert (report.decisions, report.differing) == (60, 2)
    assert [(each.line, each.t, each.field) for each in report.first] == [
        (41, 40, "written_lr"),
        (41, 40, "sentence"),
        (51, 50, "evidence.z_long"),
    ]
    assert report.first[0].recorded == 0.5
    assert report.first[0].derived == decisions[39].written_lr
    assert len(replay(path, limit=1).first) == 1


def test_a_changed_reading_changes_what_follows(tmp_path: Path, decide: Decide, recorded: Recorded) -> None:
    path = tmp_path / "run.jsonl"
    write(path, recorded("drift")[:60], decide)
    lines = path.read_text().splitlines()
    data = json.loads(lines[30])
    data["reading"]["alignment"]["long"] = -0.99
    lines[30] = json.dumps(data)
    path.write_text("\n".join(lines) + "\n")
    assert replay(path).differing > 20


def test_a_tolerance_lets_the_last_bits_of_another_build_pass(
    tmp_path: Path, decide: Decide, recorded: Recorded
) -> None:
    path = tmp_path / "run.jsonl"
    decisions = write(path, recorded("drift")[:60], decide)
    change(path, 41, "written_lr", decisions[39].written_lr * (1 + 1e-14))
    change(path, 41, "sentence", decisions[39].sentence.replace("1", "2"))
    assert not replay(path).same
    assert replay(path, tolerance=1e-12).same
    change(path, 41, "written_lr", decisions[39].written_lr * (1 + 1e-9))
    assert not replay(path, tolerance=1e-12).same


def test_a_schedule_that_cannot_be_built_is_a_fault_of_its_line(
    tmp_path: Path, decide: Decide, recorded: Recorded
) -> None:
    path = tmp_path / "run.jsonl"
    write(path, recorded("drift")[:5], decide)
    first, *rest = path.read_text().splitlines(keepends=True)
    data = json.loads(first)
    data["schedule"]["schedule"] = "magic"
    path.write_text(json.dumps(data) + "\n" + "".join(rest))
    with pytest.raises(JournalError, match=r"line 1: found a schedule or state that cannot be built again: .*'magic'"):
        replay(path)
