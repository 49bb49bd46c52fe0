"""What the page's scripts are given."""

import base64
import json
import zlib
from dataclasses import replace

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from awarelr.benchmark.report import Gathered
from awarelr.benchmark.report.pairs import pairs
from awarelr.benchmark.report.payload import payload_of

pytestmark = pytest.mark.torch


def test_profiles_are_those_of_contestants_with_a_place(gathered: Gathered) -> None:
    """Guards the chart of profiles, which drew lines over different contests into one picture."""
    standings = tuple(
        replace(line, ranked=line.baseline != "constant") if line.protocol == "default" else line
        for line in gathered.sheet.standings
    )
    in_part = replace(gathered, sheet=replace(gathered.sheet, standings=standings))
    packed = payload_of(in_part, pairs(in_part.sheet.contests)).facts
    lines = json.loads(zlib.decompress(base64.b64decode(packed)))["profiles"]["lines"]
    assert {line[1] for line in lines if line[0] == "default"} == {"aware", "cosine"}
    assert {line[1] for line in lines if line[0] == "wrong_lr"} == {"aware", "constant", "cosine"}
