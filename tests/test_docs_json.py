"""The documented keys of both JSON documents are those that the code writes, no more and no fewer."""

import gzip
import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from awarelr.core import Decision, Reading
from awarelr.core.codec import decode
from awarelr.diagnose import SCHEMA, compare, diagnose, reports_json
from awarelr.render.story import Story
from awarelr.render.story_json import FORMAT

_ROOT = Path(__file__).parent
_PAGE = (_ROOT.parent / "docs" / "json.md").read_text(encoding="utf-8")
_FREE = {"evidence", "columns"}
"""Objects whose keys are names of numbers."""


def documented(heading: str) -> set[str]:
    section = _PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return set(re.findall(r"^\| `([^`]+)` \|", section, flags=re.MULTILINE))


def paths(data: Any, at: str = "") -> Iterator[str]:
    """Yield the path of everything that is no object and no list."""
    if isinstance(data, dict):
        free = at.rpartition(".")[2] in _FREE
        for key, value in data.items():
            yield from paths(value, f"{at}.{'*' if free else key}".lstrip("."))
    elif isinstance(data, list):
        for value in data:
            yield from paths(value, f"{at}[]")
    else:
        yield at


def opened(found: set[str], known: set[str]) -> set[str]:
    """Leave out what is null here and an object or a list elsewhere."""
    return {each for each in found if not any(more.startswith((f"{each}.", f"{each}[]")) for more in known)}


def stories() -> Iterator[str]:
    yield Story().text("json")
    for name in ("drift", "far_too_high", "non_finite", "synthetic_a"):
        story = Story()
        for line in gzip.decompress((_ROOT / "render" / "runs" / f"{name}.jsonl.gz").read_bytes()).splitlines():
            reading, decision = json.loads(line)
            reading |= {"validation": 0.5 if reading["t"] % 50 == 0 else None}
            reading |= {**dict.fromkeys(("stride", "size", "ungraded", "zeroed")), "withheld": False}
            story.add(decode(Reading, reading), decode(Decision, {"remark": None, "averaging": None} | decision))
        yield story.text("json")


def test_every_key_of_a_story_is_documented() -> None:
    told = [json.loads(each) for each in stories()]
    found = {path for each in told for path in paths(each)}
    assert opened(found, found) == documented("The story of a run")
    assert {each["format"] for each in told} == {FORMAT}


@pytest.fixture
def logs(tmp_path: Path) -> list[Path]:
    made = []
    for name, worst in (("one", 300.0), ("other", 30.0)):
        path = tmp_path / f"{name}.csv"
        losses = [2.0 * 0.97**t if t < 150 else 2.0 * 0.97**150 + worst * math.exp(t / 50) for t in range(200)]
        rows = [f"{t},{loss!r},0.1\n" for t, loss in enumerate(losses)]
        path.write_text("step,loss,lr\n" + "".join([*rows, *rows[150:]]), encoding="utf-8")
        made.append(path)
    flat = tmp_path / "flat.csv"
    flat.write_text("loss\n" + "".join(f"{0.9 + 0.2 * math.sin(t * t)!r}\n" for t in range(300)), encoding="utf-8")
    return [*made, flat]


def test_every_key_of_a_diagnosis_is_documented(logs: list[Path]) -> None:
    reports = [diagnose(str(each)) for each in logs]
    data = json.loads(reports_json(reports, compare(*reports[:2])))
    found = set(paths(data)) | set(paths(json.loads(reports_json(reports[:1]))))
    assert opened(found, found) == documented("A diagnosis")
    assert data["schema"] == SCHEMA
    assert f'`"{SCHEMA}"`' in _PAGE


def test_a_statistic_is_never_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "line.csv"
    path.write_text("loss\n" + "".join(f"{2.0 - t / 1000}\n" for t in range(200)), encoding="utf-8")
    (finding,) = json.loads(reports_json([diagnose(str(path))]))["logs"][0]["runs"][0]["findings"]
    assert float(finding["t"]) < -1000.0
