"""Tables of ratios pool what they say they pool."""

import math
from collections.abc import Callable, Iterator

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from awarelr.benchmark.plan import Plan
from awarelr.benchmark.record import Record
from awarelr.benchmark.report import Gathered, gather
from awarelr.benchmark.report.grids import Spot, Tint, by_condition, by_task
from awarelr.benchmark.report.pairs import pairs
from awarelr.benchmark.score.weights import Weights

pytestmark = pytest.mark.torch


def test_a_cell_is_the_geometric_mean_over_its_conditions(gathered: Gathered) -> None:
    grid = by_task(gathered.sheet, pairs(gathered.sheet.contests), "wrong_lr")
    row = next(each for each in grid.rows if each.name == "digits")
    spot = row.spots[grid.columns.index("cosine")]
    ratios = [
        each.ratio
        for each in gathered.sheet.contests
        if (each.protocol, each.task, each.baseline, each.weights) == ("wrong_lr", "digits", "cosine", Weights.LAST)
    ]
    assert spot is not None
    assert spot.contests == len(ratios) == 3
    assert spot.last.ratio == pytest.approx(math.prod(ratios) ** (1 / 3))


def test_columns_stand_in_the_order_of_the_league(gathered: Gathered) -> None:
    for protocol in gathered.sheet.protocols:
        grid = by_condition(gathered.sheet, pairs(gathered.sheet.contests), protocol)
        lines = [line.baseline for line in gathered.sheet.standings if line.protocol == protocol]
        assert grid.columns == tuple(dict.fromkeys(lines))


def test_every_contest_is_in_both_tables(gathered: Gathered) -> None:
    found = pairs(gathered.sheet.contests)
    for protocol in gathered.sheet.protocols:
        count = sum(pair.last.protocol == protocol for pair in found)
        for table in (by_task, by_condition):
            rows = table(gathered.sheet, found, protocol).rows
            assert sum(spot.contests for row in rows for spot in row.spots if spot is not None) == count


def test_a_disaster_is_counted(gathered: Gathered) -> None:
    found = pairs(gathered.sheet.contests)
    expected = sum(pair.last.disaster for pair in found if pair.last.protocol == "wrong_lr")
    rows = by_condition(gathered.sheet, found, "wrong_lr").rows
    assert expected > 0
    assert sum(spot.last.disasters for row in rows for spot in row.spots if spot is not None) == expected


@pytest.fixture
def in_part(small_plan: Plan, invent: Callable[[Plan], Iterator[Record]]) -> Gathered:
    """Return a benchmark in which cosine is recorded from the default LR alone, and aware not at all on linreg."""
    kept = [
        record
        for record in invent(small_plan)
        if (record.cell.baseline, record.cell.multiplier) not in {("cosine", 0.01), ("cosine", 30.0)}
        and (record.cell.baseline, record.cell.task) != ("aware", "linreg")
    ]
    return gather(small_plan, kept, made="now", command="c")


def test_a_cell_that_rests_on_less_says_on_what(in_part: Gathered) -> None:
    grid = by_task(in_part.sheet, pairs(in_part.sheet.contests), "wrong_lr")
    spots = {(row.name, name): spot for row in grid.rows for name, spot in zip(grid.columns, row.spots, strict=True)}
    assert {key: spot.lacks if spot else None for key, spot in spots.items() if key[0] != "drift"} == {
        ("digits", "constant"): "",
        ("digits", "aware"): "",
        ("digits", "cosine"): "1 of 3",
        ("linreg", "constant"): "",
        ("linreg", "aware"): None,
        ("linreg", "cosine"): "1 of 3",
    }


def test_whom_nothing_is_recorded_of_has_a_column_of_empty_cells(
    small_plan: Plan, invent: Callable[[Plan], Iterator[Record]]
) -> None:
    kept = [record for record in invent(small_plan) if record.cell.baseline != "aware"]
    sheet = gather(small_plan, kept, made="now", command="c").sheet
    grid = by_task(sheet, pairs(sheet.contests), "default")
    assert (grid.columns[-1], grid.ranked) == ("aware", 2)
    assert {row.spots[-1] for row in grid.rows} == {None}


@pytest.mark.parametrize(
    ("contests", "seeds", "lacks"), [(4, 3, ""), (1, 3, "1 of 4"), (4, 1, "1 seed"), (3, 2, "3 of 4, 2 seeds")]
)
def test_what_a_cell_lacks_is_told_in_few_words(contests: int, seeds: int, lacks: str) -> None:
    tint = Tint(ratio=1.0, shade=3, disasters=0)
    spot = Spot(row=0, column=0, contests=contests, asked=4, seeds=seeds, seeds_asked=3, last=tint, averaged=tint)
    assert spot.lacks == lacks
