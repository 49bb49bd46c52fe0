"""`awarelr explain` prints the story of a journal."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from awarelr.render import explain

Call = Callable[..., Any]


def test_it_prints_the_story(call: Call, small: Path) -> None:
    done = call("explain", small)
    assert done.exit_code == 0
    assert done.stdout.strip() == explain(small)


def test_it_prints_one_line_when_asked(call: Call, small: Path) -> None:
    done = call("explain", small, "--length", "line")
    assert done.stdout.strip() == explain(small, "line")
    assert len(done.stdout.strip().splitlines()) == 1


def test_it_tells_of_the_standard_input(call: Call, small: Path) -> None:
    assert call("explain", "-", given=small.read_bytes()).stdout.strip() == explain(small)


@pytest.mark.parametrize("lines", [0, 1])
def test_a_journal_without_a_decision_ends_with_2(call: Call, small: Path, lines: int) -> None:
    small.write_bytes(b"".join(small.read_bytes().splitlines(keepends=True)[:lines]))
    done = call("explain", small)
    assert done.exit_code == 2
    assert f"{small} holds no decision yet, so there is nothing to tell" in done.stderr
    assert done.stdout == ""


def test_bad_input_is_a_message_and_status_2(call: Call, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello\n")
    for name, words in (("none.jsonl", "cannot be read"), ("notes.txt", "so the file is no journal")):
        done = call("explain", tmp_path / name)
        assert done.exit_code == 2
        assert words in done.stderr
        assert done.stdout == ""


def test_json_has_a_format_number_and_every_length(call: Call, small: Path) -> None:
    done = call("explain", small, "--json")
    data = json.loads(done.stdout)
    assert (data["format"], data["kind"]) == (1, "awarelr story")
    assert data["line"] == explain(small, "line")
    assert data["paragraph"] == explain(small, "paragraph")
    assert "\n".join(data["full"]) == explain(small)
    assert set(data) == {
        *("format", "kind", "observed_only", "line", "paragraph", "full", "advice", "steps", "lr", "loss"),
        *("validation", "counts", "now", "episodes", "incidents"),
    }
