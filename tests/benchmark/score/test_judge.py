"""Made-up records are scored as worked by hand."""

from collections.abc import Callable
from dataclasses import replace

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from awarelr.benchmark.plan import Plan, Selection, make_plan
from awarelr.benchmark.record import Fault, Record
from awarelr.benchmark.score.duels import duels
from awarelr.benchmark.score.judge import judge
from awarelr.benchmark.score.league import ALL
from awarelr.benchmark.score.sheet import ContestScore, Sheet, Standing
from awarelr.benchmark.score.table import league_tables, loss_table, markdown
from awarelr.benchmark.score.weights import Weights
from awarelr.core.codec import decode, encode

pytestmark = pytest.mark.torch


@pytest.fixture
def sheet(plan: Plan, records: list[Record]) -> Sheet:
    return judge(plan, records)


def contest(sheet: Sheet, condition: str, baseline: str = "aware", weights: Weights = Weights.LAST) -> ContestScore:
    (found,) = [
        each
        for each in sheet.contests
        if (each.protocol, each.condition, each.baseline, each.weights) == ("wrong_lr", condition, baseline, weights)
    ]
    return found


def standing(sheet: Sheet, protocol: str, baseline: str = "aware", weights: Weights = Weights.LAST) -> Standing:
    (found,) = [
        each
        for each in sheet.standings
        if (each.protocol, each.baseline, each.weights) == (protocol, baseline, weights)
    ]
    return found


def test_the_reference_is_the_best_of_both_baselines_and_both_weights(sheet: Sheet) -> None:
    (reference,) = sheet.references
    assert (reference.baseline, reference.multiplier, reference.weights) == ("cosine", 1.0, Weights.AVERAGED)
    assert reference.value == pytest.approx(0.9 * 0.2)


def test_a_ratio_is_the_mean_over_seeds_of_value_by_reference(sheet: Sheet) -> None:
    assert contest(sheet, "x1").ratio == pytest.approx(0.2 / 0.18)
    assert contest(sheet, "x0.01", weights=Weights.AVERAGED).ratio == pytest.approx(1.8)


def test_a_seed_that_diverged_counts_as_the_worst(sheet: Sheet) -> None:
    score = contest(sheet, "x30")
    assert score.ratio == pytest.approx((0.2 / 0.18 + 100.0) / 2)
    assert score.disaster
    assert not contest(sheet, "x1").disaster


def test_an_interval_holds_the_ratio(sheet: Sheet) -> None:
    assert all(score.low - 1e-9 <= score.ratio <= score.high + 1e-9 for score in sheet.contests)
    assert contest(sheet, "x30").high == pytest.approx(100.0)


def test_a_league_sums_up_and_counts_what_it_cost(sheet: Sheet) -> None:
    line = standing(sheet, "wrong_lr")
    ratios = [2.0, 0.2 / 0.18, contest(sheet, "x30").ratio]
    assert line.summary.geo_mean == pytest.approx((ratios[0] * ratios[1] * ratios[2]) ** (1 / 3))
    assert line.summary.worst == pytest.approx(ratios[2])
    assert line.low <= line.summary.geo_mean <= line.high
    assert (line.contests, line.missing, line.runs, line.steps, line.seconds) == (3, 0, 6, 600, 12.0)
    assert (line.diverged, line.faults) == (1, 0)


def test_a_figure_that_two_protocols_ask_for_counts_once_in_the_pool(sheet: Sheet) -> None:
    assert standing(sheet, ALL).contests == 3
    assert standing(sheet, ALL).summary == standing(sheet, "wrong_lr").summary


def test_the_best_come_first(sheet: Sheet) -> None:
    for protocol in ("wrong_lr", "default", ALL):
        means = [each.summary.geo_mean for each in sheet.standings if each.protocol == protocol]
        assert means == sorted(means)
    assert list(dict.fromkeys(each.protocol for each in sheet.standings)) == ["wrong_lr", "default", ALL]


def test_the_lr_sensitivity_takes_in_every_lr_recorded(sheet: Sheet) -> None:
    (cosine,) = [each for each in sheet.sensitivities if (each.baseline, each.weights) == ("cosine", Weights.LAST)]
    assert cosine.multipliers == (0.01, 0.1, 1.0, 10.0, 30.0)
    assert cosine.worst_over_best == pytest.approx(1.0 / 0.2)


def test_who_takes_no_lr_runs_once_and_counts_alike_at_every_lr(make_record: Callable[..., Record]) -> None:
    plan = make_plan(
        Selection(tasks=("digits",), baselines=("prodigy",), protocols=("wrong_lr", "tuned"), scale="tiny", seeds=(0,))
    )
    assert [cell.multiplier for cell in plan.cells if cell.baseline == "prodigy"] == [1.0]
    sheet = judge(plan, [make_record(cell, last=0.3 if cell.baseline == "prodigy" else 0.2) for cell in plan.cells])
    scores = [each for each in sheet.contests if (each.baseline, each.weights) == ("prodigy", Weights.LAST)]
    assert [each.condition for each in scores] == ["x0.01", "x1", "x30", "tuned"]
    assert [each.ratio for each in scores] == pytest.approx([1.5] * 4)
    (flat,) = [each for each in sheet.sensitivities if (each.baseline, each.weights) == ("prodigy", Weights.LAST)]
    assert (flat.multipliers, flat.worst_over_best) == ((0.01, 0.1, 1.0, 10.0, 30.0), 1.0)
    assert flat.values == (0.3,) * 5


def test_a_rival_that_raised_counts_as_the_worst(make_record: Callable[..., Record]) -> None:
    plan = make_plan(Selection(tasks=("digits",), baselines=("dog",), protocols=("default",), scale="tiny", seeds=(0,)))
    broken = Fault(words="AssertionError: DoG cannot work when G is not strictly positive. got: nan")
    sheet = judge(plan, [make_record(each, fault=broken if each.baseline == "dog" else None) for each in plan.cells])
    assert {each.ratio for each in sheet.contests if each.baseline == "dog"} == {100.0}
    assert [each.words for each in sheet.mishaps if each.fatal] == [broken.words]


def test_only_seeds_that_both_sides_have_are_compared(plan: Plan, without_last: list[Record]) -> None:
    sheet = judge(plan, without_last)
    assert contest(sheet, "x1").seeds == (0,)
    assert contest(sheet, "x1").ratio == pytest.approx(0.2 / (0.9 * 0.22))
    assert sheet.recorded == sheet.cells - 1


def test_what_is_not_recorded_is_missing_and_not_guessed(plan: Plan, records: list[Record]) -> None:
    sheet = judge(
        plan, [record for record in records if record.cell.label.startswith(("digits/c", "digits/aware/x1/"))]
    )
    line = standing(sheet, "wrong_lr")
    assert (line.contests, line.missing) == (1, 2)


def test_nothing_recorded_scores_nothing(plan: Plan) -> None:
    sheet = judge(plan, [])
    assert (sheet.contests, sheet.standings, sheet.references, sheet.recorded) == ((), (), (), 0)
    assert league_tables(sheet) == ()


def test_a_fault_counts_as_the_worst_and_is_told(
    plan: Plan, records: list[Record], make_record: Callable[..., Record]
) -> None:
    broken = replace(records[0].cell, baseline="aware", multiplier=1.0)
    faulty = [
        make_record(record.cell, fault=Fault(words="ValueError: no")) if record.cell == broken else record
        for record in records
    ]
    sheet = judge(plan, faulty)
    assert contest(sheet, "x1").ratio == pytest.approx((100.0 + 0.2 / 0.18) / 2)
    assert [(each.words, each.fatal) for each in sheet.mishaps] == [("ValueError: no", True)]
    assert standing(sheet, "wrong_lr").faults == 1


def test_the_newest_record_of_a_cell_counts(
    plan: Plan, records: list[Record], make_record: Callable[..., Record]
) -> None:
    newer = [
        make_record(record.cell, last=0.18, finished="2027-01-01T00:00:00+00:00")
        for record in records
        if record.cell.baseline == "aware"
    ]
    assert contest(judge(plan, [*newer, *records]), "x1").ratio == pytest.approx(1.0)


def test_records_of_other_code_are_counted(sheet: Sheet) -> None:
    assert sheet.stale == sheet.recorded == sheet.cells


def test_a_sheet_survives_a_round_trip(sheet: Sheet) -> None:
    again = decode(Sheet, encode(sheet))
    assert repr(again) == repr(sheet)


def test_every_loss_is_listed_the_heaviest_first(sheet: Sheet) -> None:
    fought = duels(sheet)
    assert [duel.condition for duel in fought] == ["x30", "x1", "x0.01"]
    assert [duel.lost for duel in fought] == [True, False, False]
    assert [row[2] for row in loss_table(sheet).rows] == ["x30"]


def test_tables_show_both_weights_of_the_house_and_the_better_of_a_rival(sheet: Sheet) -> None:
    league = league_tables(sheet)[0]
    assert sorted(row[:2] for row in league.rows) == [("aware", "averaged"), ("aware", "last"), ("cosine", "averaged")]
    text = markdown([league])
    assert text.startswith("## Wrong LR\n\n")
    assert all(len(row) == len(league.head) for row in league.rows)
