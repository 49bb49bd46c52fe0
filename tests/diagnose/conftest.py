"""Logs written to files, and what is found in them."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from awarelr.diagnose import Report, diagnose

Written = Callable[[str | bytes], str]
Diagnosed = Callable[[str], Report]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Return a function that writes a log and returns its path."""

    def write(text: str | bytes) -> str:
        path = tmp_path / f"log{len(list(tmp_path.iterdir()))}"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return str(path)

    return write


@pytest.fixture
def diagnosed(written: Written) -> Diagnosed:
    """Return a function that diagnoses the text of a log."""
    return lambda text: diagnose(written(text))


@pytest.fixture
def table() -> Callable[..., str]:
    """Return a function that makes the text of a CSV file from a header and rows."""

    def make(header: str, rows: Iterable[Iterable[object]]) -> str:
        return "\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n"

    return make
