"""A league that is recorded in part ranks like with like, and says what the others lack."""

from dataclasses import replace

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from awarelr.benchmark.plan import Plan
from awarelr.benchmark.record import Record
from awarelr.benchmark.score.gaps import absent, ground, lacks
from awarelr.benchmark.score.judge import judge
from awarelr.benchmark.score.league import ALL
from awarelr.benchmark.score.sheet import Sheet, Standing
from awarelr.benchmark.score.table import league_tables
from awarelr.benchmark.score.weights import Weights

pytestmark = pytest.mark.torch


def lines_of(sheet: Sheet, protocol: str) -> list[Standing]:
    return [line for line in sheet.standings if line.protocol == protocol]


@pytest.fixture
def in_part(plan: Plan, records: list[Record]) -> Sheet:
    """Return a score for which cosine, which is bad at wrong LRs, is recorded at the default LR alone."""
    wrong = {replace(cell, baseline="cosine") for cell in plan.cells if cell.multiplier in {0.01, 30.0}}
    return judge(plan, [record for record in records if record.cell not in wrong])


def test_who_is_recorded_at_the_default_lr_alone_has_no_place_among_wrong_lrs(in_part: Sheet) -> None:
    found = {(line.baseline, line.weights): line for line in lines_of(in_part, "wrong_lr")}
    cosine, aware = found["cosine", Weights.AVERAGED], found["aware", Weights.AVERAGED]
    assert cosine.summary.geo_mean < aware.summary.geo_mean
    assert (cosine.ranked, cosine.contests, cosine.missing, cosine.left_out) == (False, 1, 2, 0)
    assert (aware.ranked, aware.contests, aware.missing) == (True, 3, 0)
    assert [line.baseline for line in lines_of(in_part, "wrong_lr")] == ["aware", "aware", "cosine", "cosine"]


def test_beside_who_has_no_place_stands_aware_lr_on_the_very_same_contests(in_part: Sheet) -> None:
    line = next(each for each in lines_of(in_part, "wrong_lr") if each.baseline == "cosine")
    assert line.house == pytest.approx(0.9 * 0.2 / 0.18)


def test_where_aware_lr_lacks_a_contest_nothing_stands_beside_it(plan: Plan, records: list[Record]) -> None:
    sheet = judge(plan, [each for each in records if (each.cell.baseline, each.cell.multiplier) != ("aware", 1.0)])
    line = next(each for each in lines_of(sheet, "wrong_lr") if each.baseline == "cosine")
    assert line.house is None


def test_both_have_a_place_where_both_are_recorded(in_part: Sheet) -> None:
    assert all(line.ranked for line in lines_of(in_part, "default"))
    assert not any(line.ranked for line in lines_of(in_part, ALL) if line.baseline == "cosine")


def test_what_is_lacked_is_said(in_part: Sheet) -> None:
    said = {line.protocol: lacks(in_part, line) for line in in_part.standings if line.baseline == "cosine"}
    assert said == {
        "wrong_lr": "x0.01 on 1 task, x30 on 1 task",
        "default": "",
        ALL: "Wrong LR 2 of 3",
    }
    words = ground(in_part, lines_of(in_part, "wrong_lr"))
    assert words.startswith(
        "Ranked on 3 of 3 contests (1 task), which all who have a place share. 1 contestant without"
    )


def test_the_tables_of_text_give_no_place_either(in_part: Sheet) -> None:
    rows = [dict(zip(league_tables(in_part)[0].head, row, strict=True)) for row in league_tables(in_part)[0].rows]
    assert [(row["baseline"], row["place"], row["scored"]) for row in rows] == [
        ("aware", "1", "3 of 3"),
        ("aware", "2", "3 of 3"),
        ("cosine", "none", "1 of 3"),
    ]
    assert [row["AwareLR there"] for row in rows] == ["", "", "1.000"]


def test_fewer_seeds_are_counted(plan: Plan, without_last: list[Record]) -> None:
    seeds = {line.baseline: line.seeds for line in lines_of(judge(plan, without_last), "wrong_lr")}
    assert seeds == {"aware": 1, "cosine": 2}


def test_of_whom_nothing_is_recorded_is_named(plan: Plan, records: list[Record]) -> None:
    sheet = judge(plan, [each for each in records if each.cell.baseline != "aware"])
    assert absent(sheet, "wrong_lr") == ("aware",)
    assert "Nothing is recorded of aware." in ground(sheet, lines_of(sheet, "wrong_lr"))
