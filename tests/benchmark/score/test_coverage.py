"""What is recorded is told for every contestant and protocol."""

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from awarelr.benchmark.plan import Plan
from awarelr.benchmark.record import Record
from awarelr.benchmark.score.coverage import coverage_table
from awarelr.benchmark.score.judge import judge

pytestmark = pytest.mark.torch


def test_contests_and_seeds_are_counted(plan: Plan, without_last: list[Record]) -> None:
    kept = [each for each in without_last if (each.cell.baseline, each.cell.multiplier) != ("cosine", 0.01)]
    table = coverage_table(judge(plan, kept))
    assert table.head == ("contestant", "Wrong LR", "Default LR")
    assert table.rows == (("aware", "all 3, 1 seed", "all 1, 1 seed"), ("cosine", "2 of 3", "all 1"))


def test_who_is_not_recorded_is_in_the_table_too(plan: Plan, records: list[Record]) -> None:
    table = coverage_table(judge(plan, [each for each in records if each.cell.baseline != "aware"]))
    assert table.rows[0] == ("aware", "none", "none")
