"""JSON keeps what its description promises."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from awarelr.benchmark.report import FORMAT, Gathered, as_json
from awarelr.benchmark.score.sheet import Sheet
from awarelr.core.codec import decode

pytestmark = pytest.mark.torch

DESCRIPTION = Path(__file__).parents[3] / "docs" / "bench_report.md"
KEYS = ["awarelr", "command", "environments", "format", "made", "rivalries", "runs", "schema", "score"]

RUN_KEYS = [
    *("averaged", "building", "cell", "environment", "fault", "final_lr", "finished", "key", "label", "last", "lr"),
    *("measuring", "notices", "peak_memory", "seconds", "steps"),
]


@pytest.fixture
def document(gathered: Gathered) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(as_json(gathered))
    return found


def test_the_keys_are_those_of_format_one(document: dict[str, Any]) -> None:
    """A key that goes, or means something else, asks for another number; see the description."""
    assert (document["schema"], document["format"], FORMAT) == ("awarelr.bench.report", 1, 1)
    assert sorted(document) == KEYS
    assert sorted(document["runs"][0]) == RUN_KEYS


def test_every_key_is_described(document: dict[str, Any]) -> None:
    described = set(re.findall(r"`(\w+)`", DESCRIPTION.read_text(encoding="utf-8")))
    run, environment = document["runs"][0], document["environments"][0]
    contest, standing = document["score"]["contests"][0], document["score"]["standings"][0]
    rivalry = document["rivalries"][0]
    parts = [document, run, run["cell"], environment, document["score"], contest, standing, standing["summary"]]
    goal = next(each for each in document["score"]["goals"] if each["averaged"] is not None)
    question = document["score"]["questions"][0]
    for part in [*parts, rivalry, rivalry["meetings"][0], question, goal, goal["averaged"]]:
        assert sorted(set(part) - described) == []


def test_the_score_is_the_sheet(document: dict[str, Any], gathered: Gathered) -> None:
    assert json.dumps(document["score"]) == json.dumps(json.loads(as_json(gathered))["score"])
    assert decode(Sheet, document["score"]).standings == gathered.sheet.standings


def test_every_run_names_its_environment(document: dict[str, Any], gathered: Gathered) -> None:
    assert [run["label"] for run in document["runs"]] == [record.cell.label for record in gathered.runs]
    for run, record in zip(document["runs"], gathered.runs, strict=True):
        assert document["environments"][run["environment"]]["machine"]["processor"] == record.machine.processor
