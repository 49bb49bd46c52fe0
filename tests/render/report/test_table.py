"""The curves as a table: few rows, every step in one of them, and the same values as the chart."""

from collections.abc import Callable
from pathlib import Path

import pytest

from awarelr.render.report import record_of, report_page
from awarelr.render.report.table import table_of

Write = Callable[..., Path]


@pytest.mark.parametrize("steps", [1, 12, 40, 41, 400])
def test_every_step_is_in_one_row(journal: Write, steps: int) -> None:
    rows = table_of(record_of(journal(steps=steps, fault=0)))
    assert len(rows) == min(steps, 40)
    assert rows[0].first == 1
    assert rows[-1].last == steps
    assert [each.first for each in rows[1:]] == [each.last + 1 for each in rows[:-1]]


def test_the_values_are_those_of_the_run(journal: Write) -> None:
    first, *_, last = table_of(record_of(journal(steps=120, fault=0)))
    assert (first.first, first.last) == (1, 3)
    assert (first.loss, first.loss_span) == ("1.53", "1.15 to 2.01")
    assert last.validation == "0.192"
    assert last.situation


def test_what_there_is_not_is_said_to_be_none(journal: Write) -> None:
    (row,) = table_of(record_of(journal(steps=1, fault=1)))
    assert (row.loss, row.loss_span, row.validation) == ("none", "none", "none")


def test_the_page_has_it(journal: Write) -> None:
    page = report_page([record_of(journal())])
    table = page.partition("<summary>The curves as a table</summary>")[2].partition("</table>")[0]
    assert table.count("<tr>") == 41
    assert "120</th>" in table
