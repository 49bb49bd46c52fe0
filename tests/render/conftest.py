"""Recorded runs: readings, and what the law of the first days decided on them.

What is told here must not change with the law, so that the decisions are recorded too.
"""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from awarelr.core import Decision, Reading
from awarelr.core.codec import decode

RUNS = Path(__file__).parent / "runs"
_MEASURED_LATER = {"stride": None, "size": None, "ungraded": None, "zeroed": None, "withheld": False}
_SAID_LATER = {"remark": None, "averaging": None}
"""What a reading and a decision of the first days did not hold."""


@pytest.fixture(scope="session")
def decided() -> Callable[[str], list[tuple[Reading, Decision]]]:
    """Return readings and decisions of a recorded run by its name."""

    def run(name: str) -> list[tuple[Reading, Decision]]:
        lines = gzip.decompress((RUNS / f"{name}.jsonl.gz").read_bytes()).decode().splitlines()
        pairs = (json.loads(line) for line in lines)
        return [
            (decode(Reading, _MEASURED_LATER | reading), decode(Decision, _SAID_LATER | made))
            for reading, made in pairs
        ]

    return run
