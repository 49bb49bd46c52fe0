"""Markdown says what the page says, and lets nothing through that a run said."""

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from awarelr.benchmark.report import Gathered, as_markdown

pytestmark = pytest.mark.torch


def test_the_league_comes_first_and_the_losses_are_there(gathered: Gathered) -> None:
    headings = [line for line in as_markdown(gathered).splitlines() if line.startswith("#")]
    assert headings[:3] == ["# awarelr benchmark, scale tiny", "## All protocols", "## Where AwareLR stands"]
    for heading in ("## Wrong LR: task by baseline", "## Length: by condition", "## Where AwareLR lost", "## Machines"):
        assert heading in headings


def test_what_a_run_said_is_escaped(gathered: Gathered) -> None:
    text = as_markdown(gathered)
    assert "&lt;script&gt;document.title" in text
    assert "<script" not in text
    assert "<img" not in text


def test_every_table_has_as_many_cells_in_each_line(gathered: Gathered) -> None:
    for block in as_markdown(gathered).split("\n\n"):
        if block.startswith("|"):
            assert len({line.replace("\\|", "").count("|") for line in block.splitlines()}) == 1
